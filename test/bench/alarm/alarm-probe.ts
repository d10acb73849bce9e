/** What the alarm bench reads from the console's page. `installAlarmProbe` runs in the page, before anything else there does. */

export interface CardChange {
  alarm: number;
  state: string;
  /** When it was drawn on the screen, within what is seen of the page: since 1970. */
  atMs: number;
}

export interface AlarmProbe {
  /** Each card as it appears and changes its state. */
  cards: CardChange[];
  /** Whether tones play, as the page asked the sound card; each change, since 1970. */
  sounds: { playing: boolean; atMs: number }[];
  /** From a key until what it did was drawn (Event Timing, W3C), milliseconds; those of less than 16 are not told. */
  inputsMs: number[];
}

/** Its text is sent to the page, so it must need nothing outside itself. */
export function installAlarmProbe(): void {
  const probe: AlarmProbe = { cards: [], sounds: [], inputsMs: [] };
  Object.assign(window, { alarmProbe: probe });
  const nowMs = (): number => performance.timeOrigin + performance.now();

  const states = new Map<number, string>();
  const isSeen = (card: Element): boolean => {
    const { top, bottom, height } = card.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  };
  /** Two frames on, what was in the document is on the screen. */
  const note = (card: HTMLElement): void => {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const [alarm, state] = [Number(card.dataset.alarm), card.dataset.state ?? ''];
        if (!isSeen(card) || states.get(alarm) === state) return;
        states.set(alarm, state);
        probe.cards.push({ alarm, state, atMs: nowMs() });
      }),
    );
  };
  const look = (): void => {
    for (const card of document.querySelectorAll<HTMLElement>('article[data-alarm]')) {
      if (states.get(Number(card.dataset.alarm)) !== card.dataset.state) note(card);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] };
    new MutationObserver(look).observe(document.body, watched);
    look();
  });

  let playing = 0;
  const { start, stop } = AudioBufferSourceNode.prototype;
  const tell = (): void => void probe.sounds.push({ playing: playing > 0, atMs: nowMs() });
  AudioBufferSourceNode.prototype.start = function (...when) {
    start.apply(this, when);
    playing += 1;
    tell();
  };
  AudioBufferSourceNode.prototype.stop = function (...when) {
    stop.apply(this, when);
    playing -= 1;
    tell();
  };

  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keydown') probe.inputsMs.push(duration);
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}
