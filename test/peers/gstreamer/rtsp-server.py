"""An RTSP server that is not ours: GStreamer's, serving encoded loops with real timestamps.

Run with the system's Python (it has gi):  /usr/bin/python3 rtsp-server.py '<JSON>'

JSON, as the first argument or as the first line of stdin:
  {"port": 0, "user": "admin", "password": "secret", "auth": "digest",
   "mounts": [{"path": "/east", "codec": "h264", "width": 640, "height": 360, "fps": 15, "kbps": 700, "gop": 15,
               "bframes": 0, "seconds": 4, "pattern": "ball", "file": null, "audio": null, "keyAtStart": false}]}

Every picture is encoded once, before the server is ready; while it runs, a mount only hands encoded access units to its
payloader when they are due, so that 64 mounts cost little. `file` (mp4, mkv, or raw .h264/.h265) is served as it is,
without encoding it again. `keyAtStart`: a client that begins gets a key frame first, as from most cameras; else it
begins wherever the loop is. `audio`: a tone of 440 Hz beside the picture, encoded once as well: pcma, pcmu, aac (RFC 3640), latm
(RFC 6416) or opus.

Prints {"ready": true, "port": N} on stdout. Ends on SIGTERM, or when stdin closes.
"""

import heapq
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)

CODECS = {
    "h264": ("video/x-h264,stream-format=byte-stream,alignment=au", "h264parse config-interval=-1", "rtph264pay pt=96"),
    "h265": ("video/x-h265,stream-format=byte-stream,alignment=au", "h265parse config-interval=-1", "rtph265pay pt=96"),
    "jpeg": ("image/jpeg", "jpegparse", "rtpjpegpay pt=26"),
    "mpeg2": ("video/mpeg,mpegversion=2,systemstream=false,parsed=true", "mpegvideoparse", "rtpmpvpay pt=32"),
    "mpeg4": ("video/mpeg,mpegversion=4,systemstream=false,parsed=true", "mpeg4videoparse", "rtpmp4vpay pt=96"),
}

# Rate, encoder and payloader of the tone. Whole waves a round, so that a round ends where it begins.
AUDIO_SECONDS = 2
AUDIO_PER_SECOND = 50
AUDIO = {
    "pcma": (8000, "alawenc", "rtppcmapay pt=8"),
    "pcmu": (8000, "mulawenc", "rtppcmupay pt=0"),
    "aac": (16000, "voaacenc bitrate=32000 ! aacparse", "rtpmp4gpay pt=97"),
    "latm": (16000, "voaacenc bitrate=32000 ! aacparse", "rtpmp4apay pt=97"),
    "opus": (48000, "opusenc", "rtpopuspay pt=97"),
}


def load_audio(kind):
    rate, encode, _ = AUDIO[kind]
    size = f"samplesperbuffer={rate // AUDIO_PER_SECOND} num-buffers={AUDIO_SECONDS * AUDIO_PER_SECOND}"
    tone = f"audiotestsrc wave=sine freq=440 volume=0.5 {size} ! audio/x-raw,rate={rate},channels=1"
    return collect(f"{tone} ! {encode} ! appsink name=out sync=false max-buffers=0", AUDIO_PER_SECOND)


# Codecs that GStreamer has no encoder of its own for.
FFMPEG_ENCODERS = {"mpeg2": "mpeg2video", "mpeg4": "mpeg4"}


def encoder(mount):
    kbps, gop, bframes = mount["kbps"], mount["gop"], mount["bframes"]
    if mount["codec"] == "h264":
        latency = "tune=zerolatency" if bframes == 0 else "b-adapt=false"
        return f"x264enc speed-preset=veryfast {latency} bitrate={kbps} key-int-max={gop} bframes={bframes} threads=1"
    if mount["codec"] == "h265":
        return f"x265enc speed-preset=ultrafast tune=zerolatency bitrate={kbps} key-int-max={gop}"
    return "jpegenc quality=60"


class Loop:
    """Encoded access units of one round: (offset of decoding, pts - dts, bytes, key), times in nanoseconds."""

    def __init__(self, units, length_ns, caps):
        self.units = units
        self.length_ns = length_ns
        self.caps = caps


def collect(description, fps):
    """Runs a pipeline that ends in an appsink named `out` as fast as it goes, and keeps what comes out of it."""
    pipeline = Gst.parse_launch(description)
    sink = pipeline.get_by_name("out")
    pipeline.set_state(Gst.State.PLAYING)
    samples = []
    caps = None
    while True:
        sample = sink.emit("pull-sample")
        if sample is None:
            break
        caps = sample.get_caps()
        buffer = sample.get_buffer()
        ok, info = buffer.map(Gst.MapFlags.READ)
        data = bytes(info.data)
        buffer.unmap(info)
        key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
        samples.append((buffer.pts, buffer.dts, data, key))
    error = pipeline.get_bus().pop_filtered(Gst.MessageType.ERROR)
    pipeline.set_state(Gst.State.NULL)
    if not samples:
        raise SystemExit(f"nothing came out of: {description}\n{error.parse_error() if error else ''}")
    step = int(1e9 / fps)
    if any(pts == Gst.CLOCK_TIME_NONE for pts, _, _, _ in samples):
        samples = [(n * step, n * step, data, key) for n, (_, _, data, key) in enumerate(samples)]
    samples = [(pts, pts if dts == Gst.CLOCK_TIME_NONE else dts, data, key) for pts, dts, data, key in samples]
    first = samples[0][1]
    if len(samples) > 1:
        step = (samples[-1][1] - first) // (len(samples) - 1)
    units = [(dts - first, pts - dts, data, key) for pts, dts, data, key in samples]
    return Loop(units, units[-1][0] + step, caps.to_string())


def load(mount):
    caps, parse, _ = CODECS[mount["codec"]]
    out = f"{parse} ! {caps} ! appsink name=out sync=false max-buffers=0"
    path = mount["file"]
    made = None
    if path is None and mount["codec"] in FFMPEG_ENCODERS:
        made = tempfile.NamedTemporaryFile(suffix=".mp4")
        path = made.name
        source = f"testsrc2=size={mount['width']}x{mount['height']}:rate={mount['fps']}"
        command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-t", str(mount["seconds"])]
        subprocess.run([*command, "-c:v", FFMPEG_ENCODERS[mount["codec"]], "-g", str(mount["gop"]), path], check=True)
    if path is None:
        count = int(mount["seconds"] * mount["fps"])
        size = f"video/x-raw,format=I420,width={mount['width']},height={mount['height']},framerate={mount['fps']}/1"
        source = f"videotestsrc num-buffers={count} pattern={mount['pattern']} ! {size} ! {encoder(mount)}"
    else:
        demux = {".mp4": "qtdemux", ".mov": "qtdemux", ".mkv": "matroskademux"}.get(os.path.splitext(path)[1])
        source = f'filesrc location="{path}"' + (f" ! {demux}" if demux else "")
    try:
        return collect(f"{source} ! {out}", mount["fps"])
    finally:
        if made is not None:
            made.close()


class Feeder:
    """Hands every unit to its appsrc when it is due, on GLib's main loop."""

    def __init__(self):
        self.due = []
        self.order = 0
        GLib.timeout_add(4, self.run)

    def add(self, source):
        heapq.heappush(self.due, (source.next_due(), self.order, source))
        self.order += 1

    def run(self):
        now = GLib.get_monotonic_time() * 1000
        while self.due and self.due[0][0] <= now:
            _, _, source = heapq.heappop(self.due)
            if source.push():
                self.add(source)
        return True


class Source:
    """One running pipeline of one mount."""

    def __init__(self, appsrc, pipeline, loop):
        self.appsrc = appsrc
        self.pipeline = pipeline
        self.loop = loop
        self.begun = GLib.get_monotonic_time() * 1000
        self.index = 0
        self.round_start = 0
        self.base = None
        self.gone = False

    def next_due(self):
        return self.begun + self.round_start + self.loop.units[self.index][0]

    def restart(self):
        """Goes on with the loop's first unit, which is a key frame."""
        if self.index > 0:
            self.round_start += self.loop.units[self.index][0]
            self.index = 0

    def push(self):
        """False when the pipeline is gone and there is nothing more to do."""
        if self.gone:
            return False
        if self.base is None and not self.start():
            # Not playing yet: look again in 5 ms.
            self.begun = GLib.get_monotonic_time() * 1000 + 5_000_000
            return True
        offset, reorder, data, key = self.loop.units[self.index]
        buffer = Gst.Buffer.new_wrapped(data)
        buffer.dts = self.base + self.round_start + offset
        buffer.pts = buffer.dts + reorder
        if not key:
            buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
        self.index += 1
        if self.index == len(self.loop.units):
            self.index = 0
            self.round_start += self.loop.length_ns
        self.appsrc.emit("push-buffer", buffer)
        return True

    def start(self):
        _, state, _ = self.pipeline.get_state(0)
        clock, base = self.pipeline.get_clock(), self.pipeline.get_base_time()
        # Another thread sets clock, base time and state, in this order.
        if state != Gst.State.PLAYING or clock is None or base == 0:
            return False
        self.base = max(0, clock.get_time() - base)
        self.begun = GLib.get_monotonic_time() * 1000
        return True


class Mount(GstRtspServer.RTSPMediaFactory):
    def __init__(self, mount, loop, audio, feeder):
        super().__init__()
        self.mount = mount
        self.loop = loop
        self.audio = audio
        self.feeder = feeder
        self.sources = []
        self.set_shared(True)
        self.set_latency(0)

    def do_create_element(self, _url):
        _, parse, payload = CODECS[self.mount["codec"]]
        queue = "is-live=true format=time block=false max-bytes=8000000"
        video = f"appsrc name=src {queue} ! {parse} ! {payload} name=pay0"
        audio = f"appsrc name=sound {queue} ! {AUDIO[self.mount['audio']][2]} name=pay1" if self.audio else ""
        return Gst.parse_launch(f"( {video} {audio} )")

    def do_configure(self, media):
        element = media.get_element()
        sources = [self.source_of(element, "src", self.loop)]
        if self.audio:
            sources.append(self.source_of(element, "sound", self.audio))
        self.sources.append(sources[0])

        def forget(_media):
            for source in sources:
                source.gone = True
            if sources[0] in self.sources:
                self.sources.remove(sources[0])

        media.connect("unprepared", forget)
        for source in sources:
            self.feeder.add(source)

    def source_of(self, element, name, loop):
        appsrc = element.get_by_name(name)
        appsrc.set_property("caps", Gst.Caps.from_string(loop.caps))
        return Source(appsrc, element, loop)

    def restart(self):
        for source in self.sources:
            source.restart()


def authentication(config):
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    if config.get("auth", "digest") == "basic":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(config["user"], config["password"]), token)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(config["user"], config["password"], token)
    return auth


def permit(factory):
    structure = Gst.Structure.new_empty("user")
    structure.set_value("media.factory.access", True)
    structure.set_value("media.factory.construct", True)
    factory.add_role_from_structure(structure)


DEFAULTS = {
    "codec": "h264", "width": 640, "height": 360, "fps": 15, "kbps": 700, "gop": None, "bframes": 0, "seconds": 4,
    "pattern": "ball", "file": None, "audio": None, "keyAtStart": False,
}  # fmt: skip


def main():
    config = json.loads(sys.argv[1] if len(sys.argv) > 1 else sys.stdin.readline())
    config["mounts"] = [{**DEFAULTS, **mount} for mount in config["mounts"]]
    for mount in config["mounts"]:
        mount["gop"] = mount["gop"] or int(mount["fps"])
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(config.get("port", 0)))
    # It plays many cameras at once: each would have a queue of its own for those who connect.
    server.set_backlog(256)
    secured = config.get("user") is not None
    if secured:
        server.set_auth(authentication(config))
    feeder = Feeder()
    loops = {}
    tones = {}
    factories = {}
    mounts = server.get_mount_points()
    for mount in config["mounts"]:
        same = json.dumps({**mount, "path": None, "audio": None, "keyAtStart": None}, sort_keys=True)
        if same not in loops:
            loops[same] = load(mount)
        kind = mount["audio"]
        if kind and kind not in tones:
            tones[kind] = load_audio(kind)
        factory = Mount(mount, loops[same], tones.get(kind), feeder)
        if secured:
            permit(factory)
        factories[mount["path"]] = factory
        mounts.add_factory(mount["path"], factory)

    def begins(_client, context):
        factory = factories.get(context.uri.abspath) if context.uri else None
        if factory is not None and factory.mount["keyAtStart"]:
            factory.restart()

    server.connect("client-connected", lambda _server, client: client.connect("play-request", begins))
    if server.attach(None) == 0:
        raise SystemExit(f"port {config.get('port', 0)} cannot be had")
    loop = GLib.MainLoop()
    GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal.SIGTERM, lambda: loop.quit() or False)
    GLib.unix_signal_add(GLib.PRIORITY_HIGH, signal.SIGINT, lambda: loop.quit() or False)

    def end_with_stdin():
        while sys.stdin.readline():
            pass
        GLib.idle_add(loop.quit)

    threading.Thread(target=end_with_stdin, daemon=True).start()
    print(json.dumps({"ready": True, "port": server.get_bound_port()}), flush=True)
    loop.run()
    # Pipelines that still run would hold the interpreter up; there is nothing to save.
    os._exit(0)


main()
