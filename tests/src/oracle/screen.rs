//! The oracle's screen: planes of pixels, one `bool` each.

/// The picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// `planes[plane][y][x]`.
    pub planes: Vec<Vec<Vec<bool>>>,
    /// Which of them are drawn to, cleared and scrolled.
    pub selected: Vec<bool>,
    /// The low resolution of a screen that has only the high one: what is drawn is 2 x 2 pixels for one.
    pub doubled: bool,
}

impl Screen {
    /// A dark screen of one plane or more, the first selected.
    #[must_use]
    pub fn new(width: usize, height: usize, planes: usize) -> Self {
        let selected = (0..planes).map(|plane| plane == 0).collect();
        Self { width, height, planes: vec![vec![vec![false; width]; height]; planes], selected, doubled: false }
    }

    /// Changes the resolution. The picture is dark after that, all planes of it.
    pub fn resize(&mut self, width: usize, height: usize) {
        let dark = vec![vec![vec![false; width]; height]; self.planes.len()];
        (self.width, self.height, self.planes) = (width, height, dark);
    }

    /// Makes the selected planes dark.
    pub fn clear(&mut self) {
        self.move_selected(|_, _| None);
    }

    /// Moves the selected planes by `right` and `down` pixels, negative to the left and up. What comes in is dark.
    pub fn scroll(&mut self, right: isize, down: isize) {
        self.move_selected(|x, y| Some((x.checked_add_signed(-right)?, y.checked_add_signed(-down)?)));
    }

    /// Every pixel of the selected planes becomes what was where `from` says, dark if that is nowhere.
    fn move_selected(&mut self, from: impl Fn(usize, usize) -> Option<(usize, usize)>) {
        for (plane, _) in self.planes.iter_mut().zip(&self.selected).filter(|(_, selected)| **selected) {
            let old = plane.clone();
            for (y, row) in plane.iter_mut().enumerate() {
                for (x, pixel) in row.iter_mut().enumerate() {
                    let source = from(x, y).and_then(|(x, y)| old.get(y)?.get(x).copied());
                    *pixel = source.unwrap_or(false);
                }
            }
        }
    }

    /// Turns a pixel of a plane over. Whether it was lit, which is a collision.
    pub fn flip(&mut self, plane: usize, x: usize, y: usize) -> bool {
        let pixel = &mut self.planes[plane][y][x];
        *pixel = !*pixel;
        !*pixel
    }
}
