/** What the tests need of the machine besides npm packages: installed on Debian as root, named elsewhere. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

interface Need {
  what: string;
  present(): boolean;
  debianPackages: readonly string[];
}

function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}

const needs: readonly Need[] = [
  {
    what: 'Chromium',
    present: () => hasProgram('chromium') || hasProgram('google-chrome'),
    debianPackages: ['chromium'],
  },
  {
    what: 'Chinese fonts (Noto CJK)',
    present: () => spawnSync('sh', ['-c', 'fc-list :lang=zh | grep -q .'], { stdio: 'ignore' }).status === 0,
    debianPackages: ['fontconfig', 'fonts-noto-cjk'],
  },
  {
    what: "GStreamer's RTSP server for Python",
    present: () =>
      existsSync('/usr/bin/python3') &&
      spawnSync('/usr/bin/python3', [
        '-c',
        "import gi; gi.require_version('GstRtspServer','1.0'); gi.require_version('GstApp','1.0'); from gi.repository import GstRtspServer, GstApp",
      ]).status === 0 &&
      spawnSync('gst-inspect-1.0', ['x264enc'], { stdio: 'ignore' }).status === 0 &&
      spawnSync('gst-inspect-1.0', ['h264parse'], { stdio: 'ignore' }).status === 0,
    debianPackages: [
      'python3-gi',
      'gir1.2-gst-rtsp-server-1.0',
      'gir1.2-gst-plugins-base-1.0',
      'gstreamer1.0-tools',
      'gstreamer1.0-plugins-base',
      'gstreamer1.0-plugins-good',
      'gstreamer1.0-plugins-bad',
      'gstreamer1.0-plugins-ugly',
      'gstreamer1.0-rtsp',
    ],
  },
  {
    what: 'ffmpeg and ffprobe',
    present: () => hasProgram('ffmpeg') && hasProgram('ffprobe'),
    debianPackages: ['ffmpeg'],
  },
  { what: 'curl', present: () => hasProgram('curl'), debianPackages: ['curl'] },
  {
    what: 'Mosquitto (an MQTT broker) and its clients',
    present: () => (hasProgram('mosquitto') || existsSync('/usr/sbin/mosquitto')) && hasProgram('mosquitto_pub'),
    debianPackages: ['mosquitto', 'mosquitto-clients'],
  },
  {
    // The server alone: the package `apache2` would set up a site of its own.
    what: 'Apache and its mod_auth_digest',
    present: () => existsSync('/usr/sbin/apache2') && existsSync('/usr/lib/apache2/modules/mod_auth_digest.so'),
    debianPackages: ['apache2-bin'],
  },
  { what: 'unzip', present: () => hasProgram('unzip'), debianPackages: ['unzip'] },
  { what: 'openssl', present: () => hasProgram('openssl'), debianPackages: ['openssl'] },
];

function isDebianRoot(): boolean {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return /^ID(_LIKE)?=.*debian/m.test(release) && process.getuid?.() === 0 && hasProgram('apt-get');
}

/** Installs what is missing where it may; returns what is still missing. */
export function provideNeeds(): string[] {
  const missing = needs.filter((need) => !need.present());
  if (missing.length === 0) return [];
  const names = missing.map(({ what }) => what).join(', ');
  if (!isDebianRoot()) {
    const packages = missing.flatMap(({ debianPackages }) => debianPackages).join(' ');
    console.log(`missing on this machine: ${names} (Debian's packages: ${packages})`);
    return missing.map(({ what }) => what);
  }
  console.log(`installing ${names} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const packages = missing.flatMap(({ debianPackages }) => debianPackages);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    console.log(`not installed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return needs.filter((need) => !need.present()).map(({ what }) => what);
}
