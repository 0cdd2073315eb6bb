//! The system's sound device, through cpal: WASAPI, Core Audio, or ALSA.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use cpal::traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _};
use cpal::{Device, ErrorKind, FromSample, SampleFormat, SizedSample, Stream, StreamConfig};

use super::Shared;

/// How often it is looked whether the speaker has been closed.
const INTERVAL: Duration = Duration::from_millis(500);

/// Plays until the device is gone or the speaker is closed. Returns why.
pub(super) fn play(shared: &Arc<Shared>) -> String {
    let (sender, problems) = mpsc::channel();
    let started = connect(shared, sender).and_then(|stream| stream.play().map(|()| stream));
    let _stream = match started {
        Ok(stream) => stream,
        Err(error) => {
            shared.queue().disconnect();
            return error.to_string();
        }
    };
    loop {
        match problems.recv_timeout(INTERVAL) {
            Ok(problem) => return problem,
            Err(_) if shared.is_closed() => return "the speaker was closed".to_owned(),
            Err(_) => {}
        }
    }
}

fn connect(shared: &Arc<Shared>, problems: mpsc::Sender<String>) -> Result<Stream, cpal::Error> {
    let device = cpal::default_host().default_output_device();
    let device = device.ok_or_else(|| cpal::Error::from(ErrorKind::DeviceNotAvailable))?;
    let config = device.default_output_config()?;
    log::debug!("sound is played by {device}, {config:?}");
    match config.sample_format() {
        SampleFormat::I16 => build::<i16>(&device, config.into(), shared, problems),
        SampleFormat::I32 => build::<i32>(&device, config.into(), shared, problems),
        SampleFormat::F32 => build::<f32>(&device, config.into(), shared, problems),
        SampleFormat::U8 => build::<u8>(&device, config.into(), shared, problems),
        _ => Err(cpal::Error::from(ErrorKind::UnsupportedConfig)),
    }
}

fn build<T: SizedSample + FromSample<i16>>(
    device: &Device,
    config: StreamConfig,
    shared: &Arc<Shared>,
    problems: mpsc::Sender<String>,
) -> Result<Stream, cpal::Error> {
    let source = Arc::clone(shared);
    let channels = usize::from(config.channels.max(1));
    let mut samples = Vec::new();
    let fill = move |out: &mut [T], _: &cpal::OutputCallbackInfo| {
        samples.resize(out.len() / channels, 0);
        source.queue().pull(&mut samples);
        for (all, sample) in out.chunks_exact_mut(channels).zip(&samples) {
            all.fill(T::from_sample(*sample));
        }
    };
    let tell = move |error: cpal::Error| match error.kind() {
        // It goes on after these.
        ErrorKind::DeviceChanged | ErrorKind::Xrun | ErrorKind::RealtimeDenied => log::debug!("sound: {error}"),
        // Whoever waits for it may have left.
        _ => drop(problems.send(error.to_string())),
    };
    shared.queue().connect(config.sample_rate);
    device.build_output_stream(config, fill, tell, None)
}
