/** A camera that speaks ISAPI, as far as its alert stream goes: Digest, multipart without end, heartbeats on demand. */
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { DigestDoor } from '../onvif/digest-door.ts';

export interface PeerAlert {
  eventType: string;
  /** `active` when absent. */
  state?: 'active' | 'inactive';
  channel?: string;
  count?: number;
  dateTime?: string;
  /** XML inside the alert, after the usual. */
  more?: string;
}

export interface IsapiPeerOptions {
  user?: string;
  password?: string;
  boundary?: string;
  /** The header; built from the boundary when absent. */
  contentType?: string;
  /** Parts without Content-Length, as some firmware sends them. */
  lengths?: boolean;
  status?: number;
}

export class IsapiPeer {
  readonly options: IsapiPeerOptions;
  /** Requests let in. */
  opened = 0;
  refused = 0;
  readonly #server: Server;
  readonly #door: DigestDoor;
  readonly #streams = new Set<ServerResponse>();
  #waiting: (() => void)[] = [];

  constructor(options: IsapiPeerOptions = {}) {
    this.options = { ...options };
    this.#door = new DigestDoor('DS-stand-in', options.user ?? 'admin', options.password ?? 'peer-password');
    this.#server = createServer((request, response) => {
      if (request.url !== '/ISAPI/Event/notification/alertStream') {
        response.writeHead(404).end();
        return;
      }
      if (!this.#door.lets(request)) {
        this.refused += 1;
        response.writeHead(401, { 'www-authenticate': this.#door.challenge(randomUUID()) }).end();
        return;
      }
      const { status = 200, contentType = `multipart/mixed; boundary=${this.boundary}` } = this.options;
      this.opened += 1;
      response.writeHead(status, { 'content-type': contentType });
      if (status !== 200) {
        response.end();
        return;
      }
      response.flushHeaders();
      this.#streams.add(response);
      response.on('close', () => this.#streams.delete(response));
      for (const woken of this.#waiting.splice(0)) woken();
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get boundary(): string {
    return this.options.boundary ?? 'MIME_boundary';
  }
  get listeners(): number {
    return this.#streams.size;
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  /** Resolves when somebody listens. */
  async listened(): Promise<void> {
    if (this.#streams.size === 0) await new Promise<void>((woken) => this.#waiting.push(woken));
  }

  send(bytes: Buffer | string): void {
    for (const stream of this.#streams) stream.write(bytes);
  }
  alert(alert: PeerAlert): void {
    this.send(this.#part('application/xml; charset="UTF-8"', Buffer.from(alertXml(alert))));
  }
  picture(bytes: Buffer, name = 'detectionPicture'): void {
    const disposition = `\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.jpg"`;
    this.send(this.#part(`image/jpeg${disposition}`, bytes));
  }
  heartbeat(): void {
    this.alert({ eventType: 'videoloss', state: 'inactive', count: 0 });
  }

  /** The cable is pulled. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #part(type: string, body: Buffer): Buffer {
    return alertPart(this.boundary, type, body, this.options.lengths !== false);
  }
}

export function alertPart(boundary: string, type: string, body: Buffer, length = true): Buffer {
  const stated = length ? `\r\nContent-Length: ${body.length}` : '';
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: ${type}${stated}\r\n\r\n`),
    body,
    Buffer.from('\r\n'),
  ]);
}

export function alertXml({
  eventType,
  state = 'active',
  channel = '1',
  count = 1,
  dateTime,
  more = '',
}: PeerAlert): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">\n' +
    '<ipAddress>127.0.0.1</ipAddress>\n<portNo>80</portNo>\n<protocol>HTTP</protocol>\n<macAddress>00:00:00:00:00:01</macAddress>\n' +
    `<channelID>${channel}</channelID>\n<dateTime>${dateTime ?? '2026-11-23T14:32:00+08:00'}</dateTime>\n` +
    `<activePostCount>${count}</activePostCount>\n<eventType>${eventType}</eventType>\n<eventState>${state}</eventState>\n` +
    `<eventDescription>${eventType} alarm</eventDescription>\n${more}</EventNotificationAlert>\n`
  );
}
