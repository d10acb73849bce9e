/** A watchlist that lives in the page: asked for, written, approved, withdrawn and imported, and gone on reload. */
import type { SignedIn } from '#contract/access.ts';
import type {
  DryRun,
  EntryChangeRecord,
  EntryDetail,
  EntryDraft,
  EntryFilter,
  EntryPage,
  EntryStatus,
  ImportPreview,
  ImportRow,
  ListedEntry,
  WatchlistEntry,
  WatchlistSettings,
} from '#contract/watchlist.ts';
import { usualSettings } from '#contract/watchlist.ts';
import { furtherEntries } from './invented-entries.ts';
import { inventedEntries } from './invented.ts';

const day = 86_400_000;
/** What an answer in the page refuses with; the console words it. */
const refusal = (appCode: string, facts: Record<string, string> = {}): Error =>
  Object.assign(new Error(appCode), { data: { appCode, facts } });

export class InventedLists {
  readonly #nowMs: number;
  readonly #me: () => SignedIn;
  readonly #changed: () => void;
  #entries: WatchlistEntry[];
  #history = new Map<number, EntryChangeRecord[]>();
  #settings: WatchlistSettings = {
    ...usualSettings,
    similarityByCamera: { 'camera-4': 0.78 },
    ownCategories: [
      { name: '欠费车辆', priority: 3, procedure: ['抬杆前请车主到物业窗口缴费'] },
      { name: '访客预约取消', priority: 2, procedure: ['联系接访部门', '未经同意不放行'] },
    ],
  };

  constructor(nowMs: number, me: () => SignedIn, changed: () => void, size: 'usual' | 'none' | 'dense') {
    this.#nowMs = nowMs;
    this.#me = me;
    this.#changed = changed;
    this.#entries =
      size === 'none' ? [] : [...inventedEntries(nowMs), ...furtherEntries(nowMs, size === 'dense' ? 2_400 : 9)];
    for (const entry of this.#entries) this.#history.set(entry.id, pastOf(entry, nowMs));
  }

  query(path: string, input: unknown): unknown {
    switch (path) {
      case 'watchlist.page':
        return this.#page(input as EntryFilter & { offset?: number; limit?: number });
      case 'watchlist.find':
        return this.#find((input as { id: number }).id);
      case 'watchlist.settings':
        return this.#settings;
      case 'watchlist.dryRun':
        return this.#dryRun(input as { drafts?: EntryDraft[]; ids?: number[]; previewId?: string });
      default:
        throw new Error(`no answer to ${path}`);
    }
  }

  mutate(path: string, input: unknown): unknown {
    const answer = this.#mutate(path, input);
    if (path !== 'watchlist.previewImport') this.#changed();
    return answer;
  }

  #mutate(path: string, input: unknown): unknown {
    switch (path) {
      case 'watchlist.add':
        return this.#add(input as EntryDraft);
      case 'watchlist.change': {
        const { id, draft } = input as { id: number; draft: EntryDraft };
        const changed = this.#written(id, draft);
        this.#entries = this.#entries.map((each) => (each.id === id ? changed : each));
        this.#note(id, 'replace', changed);
        return changed;
      }
      case 'watchlist.approve':
        return this.#approve((input as { ids: number[] }).ids);
      case 'watchlist.withdraw': {
        const { id } = input as { id: number };
        this.#entries = this.#entries.filter((each) => each.id !== id);
        return { ok: true };
      }
      case 'watchlist.previewImport':
        return inventedPreview(this.#nowMs);
      case 'watchlist.importPreviewed':
        return { added: 96_112, changed: 214, left: 37 };
      case 'watchlist.setSettings':
        this.#settings = input as WatchlistSettings;
        return this.#settings;
      default:
        return { ok: true };
    }
  }

  #listed(entry: WatchlistEntry): ListedEntry {
    const hits = entry.approvedBy === null ? 0 : (entry.id * 7) % 23;
    const doubtful = entry.id === 103;
    const falseMatches = doubtful ? 9 : Math.floor(hits / 6);
    return {
      entry,
      status: statusOf(entry, this.#nowMs),
      stats: {
        ...{ entryId: entry.id, hits: doubtful ? 11 : hits, falseMatches, doubtful },
        trueHits: doubtful ? 2 : Math.max(0, hits - falseMatches - 1),
        lastHitAtMs: hits === 0 ? null : this.#nowMs - hits * 3_700_000,
      },
    };
  }

  #page({ offset = 0, limit = 100, ...filter }: EntryFilter & { offset?: number; limit?: number }): EntryPage {
    const listed = this.#entries.map((entry) => this.#listed(entry));
    const found = listed
      .filter(({ entry, status, stats }) => {
        const { text = '' } = filter;
        return (
          (filter.kind ?? entry.kind) === entry.kind &&
          (filter.category ?? entry.category) === entry.category &&
          (filter.status ?? status) === status &&
          (filter.origin ?? entry.origin) === entry.origin &&
          (filter.doubtful !== true || stats.doubtful) &&
          JSON.stringify(entry).toUpperCase().includes(text.toUpperCase())
        );
      })
      .toSorted((a, b) => a.entry.priority - b.entry.priority || b.entry.id - a.entry.id);
    const count = (status: EntryStatus): number => listed.filter((each) => each.status === status).length;
    return {
      entries: found.slice(offset, offset + limit),
      total: found.length,
      counts: {
        all: listed.length,
        inForce: count('valid') + count('expiring-soon'),
        waiting: count('waiting'),
        expiringSoon: count('expiring-soon'),
        doubtful: listed.filter(({ stats }) => stats.doubtful).length,
      },
    };
  }

  #find(id: number): EntryDetail {
    const entry = this.#entries.find((each) => each.id === id);
    if (entry === undefined) throw refusal('not-found');
    return {
      ...this.#listed(entry),
      history: this.#history.get(id) ?? [],
      copies:
        entry.approvedBy === null
          ? []
          : [
              { deviceId: '37152500001190000001', state: 'confirmed', atMs: this.#nowMs - 3 * day, detail: '' },
              { deviceId: '37152500001190000002', state: 'sending', atMs: this.#nowMs - 40_000, detail: '' },
              {
                ...{ deviceId: '37152500001190000003', state: 'refused', atMs: this.#nowMs - 3 * day },
                detail: '503 DeviceBusy: list full (10000)',
              },
            ],
    };
  }

  #written(id: number, draft: EntryDraft): WatchlistEntry {
    if (draft.kind === 'vehicle' && !/^[\p{Script=Han}?*]/u.test(draft.plate)) {
      throw refusal('bad-input', { paths: 'plate' });
    }
    return {
      ...draft,
      ...{ id, author: this.#me().account, approvedBy: null, approvedAtMs: null, origin: 'console', disposition: null },
    };
  }

  #add(draft: EntryDraft): WatchlistEntry {
    const added = this.#written(1 + Math.max(0, ...this.#entries.map(({ id }) => id)), draft);
    this.#entries = [...this.#entries, added];
    this.#note(added.id, 'add', added);
    return added;
  }

  #approve(ids: readonly number[]): unknown {
    const by = this.#me().account;
    if (this.#entries.some(({ id, author }) => ids.includes(id) && author === by)) {
      throw refusal('not-allowed', { problem: 'author' });
    }
    this.#entries = this.#entries.map((entry) => {
      if (!ids.includes(entry.id)) return entry;
      const approved = { ...entry, approvedBy: by, approvedAtMs: Date.now() };
      this.#note(entry.id, 'approve', approved);
      return approved;
    });
    return { ok: true };
  }

  #note(id: number, change: EntryChangeRecord['change'], entry: WatchlistEntry): void {
    const { account, name } = this.#me();
    const past = this.#history.get(id) ?? [];
    this.#history.set(id, [{ change, by: account, byName: name, atMs: Date.now(), entry }, ...past]);
  }

  #dryRun(input: { drafts?: EntryDraft[]; ids?: number[]; previewId?: string }): DryRun {
    const subjects = (input.drafts ?? this.#entries.filter(({ id }) => input.ids?.includes(id) ?? true)).map((entry) =>
      entry.kind === 'vehicle' ? entry.plate : (entry.name ?? ''),
    );
    const places = ['东门入口', '西门', '东门出口', '南门'];
    return {
      ...{ fromMs: this.#nowMs - 7 * day, toMs: this.#nowMs, looked: 48_211, complete: true },
      results: subjects.map((subject, index) => {
        const hits = [3, 0, 1, 14, 0][index % 5]!;
        return {
          ...{ subject, hits },
          newest: Array.from({ length: Math.min(10, hits) }, (_, n) => ({
            sightingId: 400 - n * 7,
            cameraName: places[n % 4]!,
            receivedAtMs: this.#nowMs - (n + 1) * 19_400_000,
            reason: n % 3 === 2 ? ('plate-look-alike' as const) : ('plate-exact' as const),
            read: n % 3 === 2 ? subject.replace('0', 'D') : subject,
            score: n % 3 === 2 ? 0.86 : 0.97,
          })),
        };
      }),
    };
  }
}

function statusOf(entry: WatchlistEntry, nowMs: number): EntryStatus {
  if (entry.expiresAtMs <= nowMs) return 'expired';
  if (entry.approvedBy === null) return 'waiting';
  if (entry.validFromMs !== null && entry.validFromMs > nowMs) return 'future';
  return entry.expiresAtMs - nowMs <= 14 * day ? 'expiring-soon' : 'valid';
}

function pastOf(entry: WatchlistEntry, nowMs: number): EntryChangeRecord[] {
  const before = {
    ...entry,
    priority: 3 as const,
    note: '',
    expiresAtMs: entry.expiresAtMs - 90 * day,
    approvedBy: null,
  };
  const added: EntryChangeRecord = { change: 'add', by: entry.author, atMs: nowMs - 41 * day, entry: before };
  const changed: EntryChangeRecord = { change: 'replace', by: entry.author, atMs: nowMs - 40.5 * day, entry };
  const approved: EntryChangeRecord = {
    change: 'approve',
    by: 'chief1',
    byName: '李芳',
    atMs: nowMs - 40 * day,
    entry,
  };
  return entry.approvedBy === null ? [changed, added] : [approved, changed, added];
}

function inventedPreview(nowMs: number): ImportPreview {
  const draft = (index: number): EntryDraft => ({
    ...{ kind: 'vehicle', plate: `鲁P${String(20_417 + index * 13)}`, plateColour: null, category: 'barred' },
    ...{ ownCategory: null, basis: `单位禁入决定 2026-${String(40 + index)}`, priority: 2, validFromMs: null },
    ...{ expiresAtMs: nowMs + 180 * day, scope: { points: [], cameraIds: [] }, procedure: [], note: '' },
  });
  const wrong: ImportRow[] = [
    { ...wrongRow(4), problems: [{ field: 'plate', problem: 'not-a-plate', found: '鲁P1234' }] },
    {
      ...wrongRow(9),
      problems: [
        { field: 'expiresAtMs', problem: 'not-a-date', found: '明年底' },
        { field: 'basis', problem: 'missing', found: '' },
      ],
    },
    { ...wrongRow(17), problems: [{ field: 'idNumber', problem: 'not-an-id-number', found: '37152519900101••••' }] },
    { ...wrongRow(31), draft: draft(2), problems: [{ field: 'row', problem: 'duplicate', found: '鲁P20443' }] },
  ];
  const rows = Array.from({ length: 480 }, (_, index): ImportRow => {
    const outcome = index < 6 ? 'changed' : index < 460 ? 'new' : 'same';
    return {
      ...{ row: 40 + index, outcome, draft: draft(index), problems: [] },
      entryId: outcome === 'new' ? null : index,
      changes: outcome === 'changed' ? ['expiresAtMs', 'priority'] : [],
    };
  });
  return {
    previewId: 'preview-1',
    counts: { new: 96_112, changed: 214, same: 3_637, wrong: 37 },
    rows: [...wrong, ...rows],
    unknownColumns: ['车主电话', '登记时间'],
  };
}

const wrongRow = (row: number): ImportRow => ({
  ...{ row, outcome: 'wrong', draft: null, entryId: null, changes: [], problems: [] },
});
