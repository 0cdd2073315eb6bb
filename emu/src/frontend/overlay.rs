//! The overlay: what is drawn over the picture, and is in no screenshot and no film.

use super::canvas::Canvas;
use super::menu::Page;
use super::message::Message;
use super::notice;
use crate::picture::{Colours, Palette};

/// What is over a picture. Later parts are over earlier ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// What is wrong with the program's file.
    pub message: Option<Message>,
    /// The page of the menu that is open, and the colours of its thumbnail.
    pub page: Option<(Page, Palette)>,
    /// A mark of what goes on now.
    pub badge: Option<String>,
    /// What has just been done.
    pub notice: Option<String>,
}

impl Overlay {
    /// Draws it over what is on `canvas`.
    pub fn draw(&self, canvas: &mut Canvas) {
        if let Some(message) = &self.message {
            message.draw(canvas);
        }
        if let Some((page, palette)) = &self.page {
            let thumbnail = page.thumbnail.iter().flatten().next().map(|picture| Colours::of(picture, palette));
            page.draw(canvas, thumbnail.as_ref());
        }
        if let Some(badge) = &self.badge {
            notice::draw_badge(canvas, badge);
        }
        if let Some(text) = &self.notice {
            notice::draw(canvas, text, self.page.is_some());
        }
    }
}
