//! A `PulseAudio` server, or `PipeWire`, which serves the same protocol. Needs no library of the system.

mod server;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use futures::executor::block_on;
use pulseaudio::protocol::{
    ChannelMap, ChannelVolume, DEFAULT_SINK, PlaybackStreamParams, Prop, Props, SampleFormat, SampleSpec,
    stream::{BufferAttr, StreamFlags},
};
use pulseaudio::{AsPlaybackSource as _, Client, ClientError, PlaybackStream};

use super::Shared;
use crate::sound::SAMPLE_RATE;

/// Bytes that the server should hold: 50 milliseconds. Less and it runs out on busy machines, more and a sound is heard
/// late.
const BUFFER: u32 = SAMPLE_RATE * 2 / 20;

/// How often it is asked whether it is still there.
const INTERVAL: Duration = Duration::from_millis(500);

/// Plays until the server is gone or the speaker is closed. Returns why.
pub(super) fn play(shared: &Arc<Shared>) -> String {
    match connect(shared) {
        Ok((_client, stream)) => {
            log::debug!("sound is played by a PulseAudio server, {:?}", stream.buffer_attr());
            loop {
                thread::sleep(INTERVAL);
                if shared.is_closed() {
                    return "the speaker was closed".to_owned();
                }
                if let Err(error) = block_on(stream.timing_info()) {
                    return error.to_string();
                }
            }
        }
        Err(error) => match std::error::Error::source(&error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

fn connect(shared: &Arc<Shared>) -> Result<(Client, PlaybackStream), ClientError> {
    let client = Client::new_unix(c"Stitch8", server::connect()?, Some(server::cookie()))?;
    let mut props = Props::new();
    props.set(Prop::MediaName, c"game");
    props.set(Prop::MediaRole, c"game");
    let params = PlaybackStreamParams {
        sample_spec: SampleSpec { format: SampleFormat::S16Le, channels: 1, sample_rate: SAMPLE_RATE },
        channel_map: ChannelMap::mono(),
        sink_name: Some(DEFAULT_SINK.to_owned()),
        buffer_attr: BufferAttr { target_length: BUFFER, ..BufferAttr::default() },
        cvolume: Some(ChannelVolume::norm(1)),
        flags: StreamFlags { adjust_latency: true, ..StreamFlags::default() },
        props,
        ..PlaybackStreamParams::default()
    };
    shared.queue().connect(SAMPLE_RATE);
    let source = Arc::clone(shared);
    let mut samples = Vec::new();
    let fill = move |bytes: &mut [u8]| {
        samples.resize(bytes.len() / 2, 0);
        source.queue().pull(&mut samples);
        for (bytes, sample) in bytes.chunks_exact_mut(2).zip(&samples) {
            bytes.copy_from_slice(&sample.to_le_bytes());
        }
        samples.len() * 2
    };
    let stream = block_on(client.create_playback_stream(params, fill.as_playback_source()));
    if stream.is_err() {
        shared.queue().disconnect();
    }
    Ok((client, stream?))
}
