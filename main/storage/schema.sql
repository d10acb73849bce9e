-- The database as the migrations leave it; a test holds the two equal.
-- Instants (`…_at_ms`) are milliseconds since 1970-01-01T00:00Z. Booleans are 0 or 1. `…_json` is JSON text
-- whose shape is the contract's schema of that name.

-- ---- access: accounts, sessions, who did what, who looked at what ----

CREATE TABLE accounts (
  account_key TEXT NOT NULL PRIMARY KEY, -- the account in NFKC and lower case: spellings that look alike are one account
  account TEXT NOT NULL, -- the name signed in with, as first written
  name TEXT NOT NULL, -- the person's
  role TEXT NOT NULL, -- `guard`, `chief`, `admin`
  password_hash TEXT NOT NULL, -- scrypt$cost$block size$parallelization$salt$hash, the last two base64url
  password_version INTEGER NOT NULL, -- rises with every new password; sessions of an older one have ended
  provisioned BOOLEAN NOT NULL, -- 1: set in the provision file
  disabled BOOLEAN NOT NULL, -- 1: cannot sign in; accounts are never deleted, for records name them
  created_at_ms INTEGER NOT NULL -- when the account was made
);

CREATE TABLE sessions (
  token_hash TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's token, lower-case hex
  account TEXT NOT NULL, -- whose it is
  password_version INTEGER NOT NULL, -- the account's when the session was opened
  opened_at_ms INTEGER NOT NULL, -- when its owner signed in
  last_seen_at_ms INTEGER NOT NULL, -- written at most every 5 minutes
  address TEXT NOT NULL -- IP address it was opened from
);

CREATE TABLE audit_log (
  id INTEGER NOT NULL PRIMARY KEY, -- 1, 2, 3 … without a gap
  at_ms INTEGER NOT NULL, -- when it was done
  actor TEXT NOT NULL, -- account, or `station`
  action TEXT NOT NULL, -- `alarm.resolve`: room and deed
  subject TEXT NOT NULL, -- what it was done to: `alarm:12`
  facts_json TEXT NOT NULL, -- object of strings, numbers, booleans and nulls
  hash TEXT NOT NULL -- SHA-256 over the hash of the row before and this row, lower-case hex
);
CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_is_never_shortened BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- The retrieval register: looks at stored pictures. Looks of one account at one picture within 10 minutes are one.
CREATE TABLE retrievals (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of looking
  account TEXT NOT NULL, -- who looked
  digest TEXT NOT NULL, -- of the picture, SHA-256, lower-case hex
  purpose TEXT NOT NULL, -- `wall`, `alarm`, `journal`, `search`, `review`, `handover`, `clip`
  at_ms INTEGER NOT NULL, -- when the first of the looks that count as one began
  reason TEXT -- why it was taken out of the unit, in the account's words; null: it was looked at only
);
CREATE INDEX retrievals_by_digest ON retrievals (digest, id);
CREATE INDEX retrievals_by_time ON retrievals (at_ms);

-- ---- cameras: where pictures come from ----

CREATE TABLE cameras (
  id TEXT NOT NULL PRIMARY KEY, -- given once, kept when the camera is renamed
  name TEXT NOT NULL, -- as guards call it; no two are alike
  point TEXT NOT NULL, -- `gate`, `commanding-height`, `key-part`, `perimeter`, `public`, `crowd`, `other`
  main_address TEXT NOT NULL, -- rtsp: address without user and password
  main_sealed TEXT, -- the whole address, ciphertext (Secrets.seal); null: it names no user
  sub_address TEXT, -- as main_address; null: the camera has one stream
  sub_sealed TEXT, -- as main_sealed
  provisioned BOOLEAN NOT NULL, -- 1: set in the provision file
  position INTEGER NOT NULL -- order on screen, rising
);

-- ---- watchlist and alarms: who is listed, what it raised, who answered ----

-- The unit's watchlist. A withdrawn entry keeps its row: alarms and questions about the past refer to it.
CREATE TABLE watchlist_entries (
  id INTEGER PRIMARY KEY, -- what hits and alarms refer to
  kind TEXT NOT NULL, -- `vehicle` or `person`
  plate TEXT, -- vehicle: upper case, no separators: 鲁P12345
  id_number TEXT, -- person: upper case, no separators; 15 digits widened to 18 (GB 11643)
  name TEXT, -- person: as listed, may be unknown
  category TEXT NOT NULL, -- `barred`, `police-notice`, `wanted-vehicle`, `missing-person`, `other`
  basis TEXT NOT NULL, -- legal basis, as the unit words it
  priority INTEGER NOT NULL, -- 1 is the most urgent, 3 the least
  valid_from_at_ms INTEGER, -- holds from here on; null: from the start
  expires_at_ms INTEGER NOT NULL, -- the first instant at which it no longer holds
  author TEXT NOT NULL, -- account; `provision` for the provision file
  approved_by TEXT, -- account other than the author; null: not approved, never matches
  procedure_json TEXT NOT NULL, -- array of steps for the guard; empty: the category's
  origin TEXT NOT NULL, -- `provision`, `console` or `county`: only there it can be changed
  note TEXT NOT NULL, -- the author's remark; empty: none
  withdrawn_at_ms INTEGER, -- taken off the list; null: listed
  own_category TEXT, -- the unit's own word for the category; with `other` only
  plate_colour TEXT, -- vehicle: a plate read in another colour is no hit; null: any
  library_id TEXT, -- person: as the cameras' own library numbers him
  photo TEXT, -- person: SHA-256 of the reference photo
  scope_json TEXT NOT NULL DEFAULT '{"points":[],"cameraIds":[]}', -- kinds of place and cameras where it holds; both empty: everywhere
  approved_at_ms INTEGER, -- when it was approved; null: not, or by the provision file
  disposition_json TEXT NOT NULL DEFAULT 'null', -- the upper platform's own name for it; null: not from one
  expiry_announced TEXT -- `soon`, `expired`: what of its end was announced; null: nothing yet
);
CREATE INDEX watchlist_entries_in_force ON watchlist_entries (id) WHERE withdrawn_at_ms IS NULL;
CREATE INDEX watchlist_entries_by_photo ON watchlist_entries (photo) WHERE photo IS NOT NULL AND withdrawn_at_ms IS NULL;

-- What was changed on the watchlist, only ever added to.
CREATE TABLE watchlist_changes (
  id INTEGER PRIMARY KEY, -- in order of change
  entry_id INTEGER NOT NULL REFERENCES watchlist_entries (id), -- the entry that was changed
  change TEXT NOT NULL, -- `add`, `replace`, `approve` or `withdraw`
  changed_by TEXT NOT NULL, -- account, or `provision`
  changed_at_ms INTEGER NOT NULL, -- when it was changed
  entry_json TEXT -- the entry as it became; null when withdrawn
);
CREATE INDEX watchlist_changes_by_entry ON watchlist_changes (entry_id, id);
CREATE INDEX watchlist_changes_by_time ON watchlist_changes (changed_at_ms);

-- Alarms as they stand now; how they came to stand so is in `alarm_events`.
CREATE TABLE alarms (
  id INTEGER PRIMARY KEY, -- given out by `alarm_numbers`
  state TEXT NOT NULL, -- `open`, `acknowledged` or `resolved`
  kind TEXT NOT NULL, -- `vehicle`, `person` or `event`
  category TEXT NOT NULL, -- the entry's, for counting; `rule` when a rule raised it
  priority INTEGER NOT NULL, -- the entry's or the rule's when the alarm was raised
  subject TEXT NOT NULL, -- what folds: `plate:鲁P12345`, `entry:12` or `rule:3:camera`
  camera_id TEXT, -- of the first sighting
  camera_name TEXT, -- as it was called then
  raised_at_ms INTEGER NOT NULL, -- receipt of the first sighting
  last_seen_at_ms INTEGER NOT NULL, -- receipt of the newest sighting
  count INTEGER NOT NULL, -- sightings folded in, the first included
  sightings_json TEXT NOT NULL, -- the newest 5 in full: an alarm outlives the journal's retention
  acknowledged_by TEXT, -- account of the owner
  acknowledged_at_ms INTEGER, -- when somebody took it on; null: open
  resolved_by TEXT, -- account
  resolved_at_ms INTEGER, -- when it was closed; null: not yet
  outcome TEXT, -- `true-hit`, `false-match`, `drill` or `duplicate`
  note TEXT, -- what was done; needed for priority 1
  steps_done_json TEXT NOT NULL, -- positions in the procedure, ascending
  revision INTEGER NOT NULL, -- number of the last change of any alarm that was this alarm's
  cause_json TEXT NOT NULL DEFAULT 'null', -- the entry and its hit, or the rule and what it found, as they stood when it was raised
  procedure_json TEXT NOT NULL DEFAULT '[]', -- what the guard is to do, one step each
  owner_json TEXT NOT NULL DEFAULT 'null', -- whose it is, and since when
  escalation_json TEXT NOT NULL DEFAULT 'null', -- how far it has gone unacknowledged
  notes_json TEXT NOT NULL DEFAULT '[]', -- oldest first
  action_runs_json TEXT NOT NULL DEFAULT '[]', -- what was done outside, newest first
  entry_id INTEGER GENERATED ALWAYS AS (json_extract(cause_json, '$.entry.id')) VIRTUAL, -- the entry that raised it; null: a rule did
  entry_photo TEXT GENERATED ALWAYS AS (json_extract(cause_json, '$.entry.photo')) VIRTUAL -- the reference photo its card shows, SHA-256; null: none
);
CREATE INDEX alarms_by_entry ON alarms (entry_id, outcome, last_seen_at_ms) WHERE entry_id IS NOT NULL;
CREATE INDEX alarms_by_photo ON alarms (entry_photo) WHERE entry_photo IS NOT NULL;
CREATE UNIQUE INDEX alarms_by_revision ON alarms (revision);
CREATE INDEX alarms_by_state ON alarms (state, revision);
CREATE INDEX alarms_by_raising ON alarms (raised_at_ms);
CREATE INDEX alarms_by_subject ON alarms (subject, id);

-- Who did what to an alarm, in order (GB 55029: alarm records are not altered).
CREATE TABLE alarm_events (
  id INTEGER PRIMARY KEY, -- in order of happening
  alarm_id INTEGER NOT NULL REFERENCES alarms (id) ON DELETE CASCADE, -- the alarm it happened to
  event TEXT NOT NULL, -- as `alarmDeed.event`: `raised`, `folded`, `acknowledged`, … `resolved`
  done_by TEXT NOT NULL, -- account; `station` for the machine
  done_at_ms INTEGER NOT NULL, -- when it happened
  facts_json TEXT NOT NULL -- the rest of the event
);
CREATE INDEX alarm_events_by_alarm ON alarm_events (alarm_id, id);

-- Which sightings are in which alarm: each at most once.
CREATE TABLE alarm_sightings (
  alarm_id INTEGER NOT NULL REFERENCES alarms (id) ON DELETE CASCADE, -- the alarm it raised or was folded into
  sighting_id INTEGER NOT NULL, -- `sightings.id`; no reference, for the journal forgets earlier
  PRIMARY KEY (alarm_id, sighting_id)
) WITHOUT ROWID;
CREATE INDEX alarm_sightings_by_sighting ON alarm_sightings (sighting_id);

-- Numbers given out so far. Neither is ever given out twice, whatever retention removes: consoles resume by
-- revision, and the county knows an alarm by its number.
CREATE TABLE alarm_numbers (
  id INTEGER PRIMARY KEY CHECK (id = 1), -- the only row
  last_alarm_id INTEGER NOT NULL, -- the newest `alarms.id`
  last_revision INTEGER NOT NULL -- the newest `alarms.revision`
);
INSERT INTO alarm_numbers (id, last_alarm_id, last_revision) VALUES (1, 0, 0);

CREATE TRIGGER alarm_events_stand BEFORE UPDATE ON alarm_events
  BEGIN SELECT RAISE(ABORT, 'the history of an alarm is never changed'); END;
CREATE TRIGGER resolved_alarms_stand BEFORE UPDATE ON alarms WHEN OLD.state = 'resolved'
  BEGIN SELECT RAISE(ABORT, 'a resolved alarm is never changed'); END;

-- Rules that raise alarms from what is seen. An alarm keeps its own copy of its rule.
CREATE TABLE rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: alarms fold by it
  name TEXT NOT NULL UNIQUE, -- as the unit calls it
  enabled BOOLEAN NOT NULL, -- 0: kept, and raises nothing
  trigger_json TEXT NOT NULL, -- ruleTrigger: what raises it
  schedule_json TEXT NOT NULL, -- array of scheduleSpan, the station's local time; empty: always
  scope_json TEXT NOT NULL, -- kinds of place and cameras where it holds; both empty: everywhere
  priority INTEGER NOT NULL, -- 1 is the most urgent; of a crowd its levels' instead
  procedure_json TEXT NOT NULL, -- what the guard is to do, one step each
  action_ids_json TEXT NOT NULL, -- actions that run when it raises an alarm
  changed_by TEXT NOT NULL, -- account of whoever wrote it so
  changed_at_ms INTEGER NOT NULL -- when
);

-- What the station remembers about itself: the unit, what was provisioned last, how far intake has judged.
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY, -- `unit`, `connections`, `judged-up-to`, `alarms`, `simulated-site`, `retention`, `retention-run`, `viid-subscriptions`, `viid-lists`, `summaries`
  value TEXT NOT NULL, -- JSON text; ciphertext (Secrets.seal) when sealed
  sealed BOOLEAN NOT NULL, -- 1: holds passwords or keys
  changed_at_ms INTEGER NOT NULL -- when it was written last
);

-- ---- county: what the county platform has not yet acknowledged, and what it has ----

-- Messages to the county. Waiting and set-aside ones are never deleted, but for tests nobody waits for any more;
-- acknowledged ones go after 30 days.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- order of delivery within one urgency
  destination TEXT NOT NULL, -- `summaries`, `viid`, `viid:NAME` of a further platform
  kind TEXT NOT NULL, -- outboxKind
  urgency INTEGER NOT NULL, -- of the kind; less is sooner
  message_key TEXT NOT NULL, -- idempotency key, the same in every try
  body BLOB NOT NULL, -- exactly what the county gets, before compression; empty once a capture, or more than 4 KiB, was acknowledged
  bytes INTEGER NOT NULL, -- length of the body as it was given
  created_at_ms INTEGER NOT NULL, -- when it was put in
  state TEXT NOT NULL, -- `waiting`, `acknowledged`; `set-aside`: the county refuses this message, a person decides
  attempts INTEGER NOT NULL, -- exchanges that came to an end, well or not
  rejections INTEGER NOT NULL, -- of those, how often the message itself was refused since it was last released
  acknowledged_at_ms INTEGER, -- when the county took it; null: not yet
  failure TEXT, -- why the last try failed: reason and detail; null after a success
  route TEXT -- where at the destination it goes; null: its usual place
);
CREATE UNIQUE INDEX outbox_by_key ON outbox (destination, message_key);
CREATE INDEX outbox_acknowledged ON outbox (acknowledged_at_ms) WHERE state = 'acknowledged';
CREATE INDEX outbox_line ON outbox (destination, urgency, id, bytes, state) WHERE state = 'waiting';
CREATE INDEX outbox_unacknowledged ON outbox (destination, state, kind, bytes, created_at_ms) WHERE state <> 'acknowledged';
CREATE INDEX outbox_by_age ON outbox (created_at_ms, bytes);

-- What is remembered of each destination across restarts.
CREATE TABLE county_destinations (
  name TEXT NOT NULL PRIMARY KEY, -- as outbox.destination
  since_ms INTEGER NOT NULL, -- set up at this instant: alarms from before are not told there
  last_acknowledged_at_ms INTEGER, -- when it last took anything; null: never
  failure_reason TEXT, -- of the last exchange; null after a success
  failure_detail TEXT, -- the plain detail of the last failure; null after a success
  failed_at_ms INTEGER, -- when the last try failed; null after a success
  last_acknowledgement TEXT -- what it said then, shortened; null: never, or in no words
);

-- How far periodic reports have come.
CREATE TABLE county_reports (
  name TEXT NOT NULL PRIMARY KEY, -- `summaries`: every so often; `summaries:shift`, `summaries:day`
  reported_until_ms INTEGER NOT NULL -- every period up to here is written, and in the outbox, or was
);

-- What upper platforms have subscribed to. Kept when it is over, so that they can read it back.
CREATE TABLE county_subscriptions (
  platform_id TEXT NOT NULL, -- GA/T 1400 number of the platform
  subscription_id TEXT NOT NULL, -- SubscribeID, the platform's own
  order_json TEXT NOT NULL, -- subscribeOrder: what it wants
  state TEXT NOT NULL, -- `active`; `cancelled`: by the platform; whether it has begun or expired, the clock says
  posted_at_ms INTEGER NOT NULL, -- when it was posted last
  last_notified_at_ms INTEGER, -- when something of it was last put into the outbox; null: never
  notifications INTEGER NOT NULL, -- how often
  sent_json TEXT NOT NULL, -- what the platform was last told, so that only changes are sent
  PRIMARY KEY (platform_id, subscription_id)
);

-- Summaries as they were written. Never changed; the newest 60,000 of the last 1,100 days.
CREATE TABLE summaries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of writing
  kind TEXT NOT NULL, -- summaryKind
  name TEXT, -- of the shift; null for other kinds
  from_ms INTEGER NOT NULL, -- the first instant of the period
  to_ms INTEGER NOT NULL, -- the first instant after it
  written_at_ms INTEGER NOT NULL, -- when it was written
  written_by TEXT, -- account that asked for it; null: by the clock
  message_key TEXT NOT NULL, -- as outbox.message_key
  sent_to_json TEXT NOT NULL, -- array of outbox.destination: where it was to go; one the outbox has forgotten was acknowledged
  body BLOB NOT NULL -- the report, exactly what the county gets
);
CREATE INDEX summaries_by_kind ON summaries (kind, id);
CREATE INDEX summaries_by_key ON summaries (message_key);

-- Packages of records, carried by hand or kept; the zip itself lies in `packages/`.
CREATE TABLE packages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- names the file
  from_ms INTEGER NOT NULL, -- the first instant of the period
  to_ms INTEGER NOT NULL, -- the first instant after it
  request_json TEXT NOT NULL, -- packageRequest: what was asked for, and why
  made_by TEXT NOT NULL, -- account
  made_by_name TEXT NOT NULL, -- name of that account then
  made_at_ms INTEGER NOT NULL, -- when it was asked for
  state TEXT NOT NULL, -- `making`, `ready`, `failed`; `gone`: the file went after its period
  failure TEXT, -- why it failed; null: it has not
  file_name TEXT NOT NULL, -- as it is offered for download
  bytes INTEGER, -- length of the zip; null until it is ready
  digest TEXT, -- SHA-256 of the zip; null until it is ready
  manifest_digest TEXT, -- SHA-256 of the manifest in it; null until it is ready
  files INTEGER, -- in the manifest; null until it is ready
  remarks_json TEXT NOT NULL, -- packageRemark[]
  receipt_json TEXT -- packageReceipt; null: the county has given none
);
CREATE UNIQUE INDEX packages_by_manifest ON packages (manifest_digest) WHERE manifest_digest IS NOT NULL;

-- ---- journal: what cameras recognised, and where its pictures are ----
-- An index of the day packs (`evidence/2026-07-14.pack`), which hold the sightings too: after a power cut the rows of
-- the last moments are written again from there.

CREATE TABLE sightings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- rises in order of receipt; never given twice, whatever retention removes
  source TEXT NOT NULL, -- `viid`, `onvif`, `isapi`, `webhook`, `mqtt`
  device_id TEXT NOT NULL, -- the recognising device as it names itself
  object_id TEXT NOT NULL, -- the device's name for this sighting
  camera_id TEXT, -- null: the device is tied to no camera
  camera_name TEXT, -- as the camera was called when the sighting was received
  kind TEXT NOT NULL, -- `face`, `person`, `vehicle`, `cycle`, `behaviour`, `crowd`
  plate TEXT, -- of a vehicle or cycle, upper case, no separators; null: none was read
  seen_at_ms INTEGER NOT NULL, -- by the camera's clock
  received_at_ms INTEGER NOT NULL, -- by our clock
  facts_json TEXT NOT NULL, -- sightingFacts
  box_json TEXT, -- subjectBox: where the subject is on the scene picture; null: not said
  pictures_json TEXT NOT NULL, -- array of picture; a digest stays when retention has dropped the picture itself
  alarm_id INTEGER -- `alarms.id` it raised or was folded into; set by alarms, null: no hit
);
CREATE UNIQUE INDEX sightings_by_object ON sightings (device_id, object_id);
CREATE INDEX sightings_by_plate ON sightings (plate, id) WHERE plate IS NOT NULL;
CREATE INDEX sightings_by_receipt ON sightings (received_at_ms, kind);
CREATE INDEX sightings_by_alarm ON sightings (alarm_id, id) WHERE alarm_id IS NOT NULL;
CREATE INDEX sightings_in_alarms ON sightings (id) WHERE alarm_id IS NOT NULL;

-- The sightings once more, in the form that is looked through (sighting-cells.ts): a block is 4,000 numbers, and what a
-- filter may ask is one byte a sighting. Written when a block is full; made again from the rows whenever it is missing.
CREATE TABLE sighting_blocks (
  block INTEGER NOT NULL PRIMARY KEY, -- of `sightings.id` from block × 4000 + 1 to block × 4000 + 4000
  sightings INTEGER NOT NULL, -- in it when it was written
  first_at_ms INTEGER, -- the earliest receipt in it, our clock; null: no sightings
  last_at_ms INTEGER, -- the latest
  hours_json TEXT NOT NULL, -- array of [place, hours since 1970]: received in that hour from this place on, until the next
  stale BOOLEAN NOT NULL -- 1: sightings in it were deleted since
);
CREATE INDEX sighting_blocks_stale ON sighting_blocks (block) WHERE stale = 1;
CREATE TABLE sighting_cells (
  id INTEGER NOT NULL PRIMARY KEY, -- column × 2^32 + block: a column lies together
  cells BLOB NOT NULL -- a byte for each number of the block: 0 nothing, 255 ask the row, else a code; receipt: doubles
);
CREATE TABLE sighting_codes (
  kind TEXT NOT NULL, -- `kind`, `camera`, `colour`, `vehicle-class`, `behaviour`, `plate` (a character of one)
  code INTEGER NOT NULL, -- 1–254, given in order of first use
  word TEXT NOT NULL, -- what it stands for
  PRIMARY KEY (kind, code)
) WITHOUT ROWID;
CREATE TRIGGER deleted_sightings_leave_their_block AFTER DELETE ON sightings
  BEGIN UPDATE sighting_blocks SET stale = 1 WHERE block = (OLD.id - 1) / 4000 AND stale = 0; END;

-- Each picture once, at its newest place: one that comes again on a later day moves there, to outlive the older pack.
CREATE TABLE evidence (
  digest BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the picture in clear, 32 bytes
  day TEXT NOT NULL, -- the pack that holds it: local day of receipt, `2026-07-14`
  byte_offset INTEGER NOT NULL, -- of its record's header in the pack
  bytes INTEGER NOT NULL, -- of the picture in clear
  content_type TEXT NOT NULL -- by its content: `image/jpeg`, `image/png`, `image/webp`, `image/bmp`, `image/gif`
);
CREATE INDEX evidence_by_day ON evidence (day);

CREATE TABLE evidence_packs (
  day TEXT NOT NULL PRIMARY KEY, -- local day of receipt, `2026-07-14`
  bytes INTEGER NOT NULL, -- length of the pack up to the last group whose rows are here
  dropped_at_ms INTEGER -- when retention removed the pack; null: it is there
);

CREATE TABLE sighting_devices (
  device_id TEXT NOT NULL PRIMARY KEY, -- the recognising device as it names itself
  sightings INTEGER NOT NULL, -- ever received, whatever retention removed since
  last_received_at_ms INTEGER NOT NULL, -- our clock
  last_drift_ms INTEGER NOT NULL -- the device's clock minus ours at its last sighting
);

-- Pictures that come apart from their sighting (GA/T 1400 Images). Both tables are indexes of the day packs too, and
-- forget what is older than 6 hours or more than 20,000 of one device; the pictures stay in their pack.
CREATE TABLE awaited_pictures (
  device_id TEXT NOT NULL, -- the device that is to send it
  name TEXT NOT NULL, -- its name for the picture: ImageID
  sighting_id INTEGER NOT NULL, -- `sightings.id`; no reference, for the journal may forget earlier
  role TEXT NOT NULL, -- pictureRole: what it shows, as the sighting says
  since_ms INTEGER NOT NULL, -- receipt of the sighting
  PRIMARY KEY (device_id, name, sighting_id)
) WITHOUT ROWID;
CREATE INDEX awaited_pictures_by_age ON awaited_pictures (since_ms);

CREATE TABLE named_pictures (
  device_id TEXT NOT NULL, -- the device that sent it
  name TEXT NOT NULL, -- its name for the picture: ImageID
  picture_json TEXT NOT NULL, -- picture
  claimed BOOLEAN NOT NULL, -- 1: a sighting has it
  came_at_ms INTEGER NOT NULL, -- receipt
  PRIMARY KEY (device_id, name)
) WITHOUT ROWID;
CREATE INDEX named_pictures_by_age ON named_pictures (came_at_ms);

-- ---- GA/T 1400: what devices say of themselves and of pictures to come ----

CREATE TABLE viid_images (
  device_id TEXT NOT NULL, -- the device that announced it
  image_id TEXT NOT NULL, -- ImageID
  facts_json TEXT NOT NULL, -- imageFacts: role, size, time of the shot
  told_at_ms INTEGER NOT NULL, -- receipt; forgotten after 6 hours
  PRIMARY KEY (device_id, image_id)
) WITHOUT ROWID;
CREATE INDEX viid_images_by_age ON viid_images (told_at_ms);

CREATE TABLE viid_devices (
  device_id TEXT NOT NULL PRIMARY KEY, -- as the provision file names it
  facts_json TEXT NOT NULL, -- toldFacts: name, model, place, address, whether it is online
  told_at_ms INTEGER NOT NULL -- when it said so last
);

-- ---- dispositions 布控: what upper platforms order, and what cameras hold in lists of their own ----

-- As posted, for GET and for deciding anew when cameras or platforms change. Ended ones stay.
CREATE TABLE dispositions (
  platform TEXT NOT NULL, -- ID of the upper platform
  disposition_id TEXT NOT NULL, -- its own name for it: DispositionID
  posted_json TEXT NOT NULL, -- disposition, as far as it was let in
  state TEXT NOT NULL, -- `active`, `revoked` or `expired`, as the platform says
  posted_at_ms INTEGER NOT NULL, -- when it was posted first
  said_at_ms INTEGER NOT NULL, -- when it was said last how it stands
  PRIMARY KEY (platform, disposition_id)
) WITHOUT ROWID;
CREATE INDEX dispositions_by_state ON dispositions (state, platform);

CREATE TABLE list_copies (
  device_id TEXT NOT NULL, -- the device that keeps a list
  entry_id INTEGER NOT NULL REFERENCES watchlist_entries (id), -- what is in it
  disposition_id TEXT NOT NULL, -- how the device knows it: DispositionID
  asked TEXT NOT NULL, -- `keep` or `take-back`: what the device is asked
  answer TEXT NOT NULL, -- `awaited`, `done` or `refused`
  print TEXT NOT NULL, -- SHA-256 of what it was asked to keep, and where
  at_ms INTEGER NOT NULL, -- when it was asked, or answered
  detail TEXT NOT NULL, -- what the device said when it refused; else empty
  PRIMARY KEY (device_id, entry_id)
) WITHOUT ROWID;
CREATE INDEX list_copies_by_entry ON list_copies (entry_id);

-- ---- retention: what is held beyond its period, and what was deleted ----

-- Cases 案卷: each holds its items for as long as it is open. Never deleted, for the audit log names them.
CREATE TABLE cases (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- what items refer to
  title TEXT NOT NULL, -- as the unit calls it
  reason TEXT NOT NULL, -- why its records are kept beyond their period
  opened_by TEXT NOT NULL, -- account
  opened_at_ms INTEGER NOT NULL, -- when it began to hold
  closed_by TEXT, -- account; null: it is open
  closed_at_ms INTEGER -- when it ceased to hold; null: it is open
);

CREATE TABLE case_items (
  case_id INTEGER NOT NULL REFERENCES cases (id), -- the case that holds it
  kind TEXT NOT NULL, -- `sighting`, `alarm` (with its sightings and clips) or `clip`
  item_id INTEGER NOT NULL, -- `sightings.id`, `alarms.id` or `clips.id`; no reference, for a closed case holds nothing
  added_by TEXT NOT NULL, -- account
  added_at_ms INTEGER NOT NULL, -- when it was added
  PRIMARY KEY (case_id, kind, item_id)
) WITHOUT ROWID;
CREATE INDEX case_items_by_item ON case_items (kind, item_id, case_id);

-- Pictures copied out of the day packs (`evidence/kept/<digest>`), and the held sightings they belong to.
CREATE TABLE kept_pictures (
  digest BLOB NOT NULL, -- SHA-256 of the picture in clear, 32 bytes; names the file
  sighting_id INTEGER NOT NULL, -- `sightings.id`: the copy goes when none of its sightings is left
  bytes INTEGER NOT NULL, -- of the picture in clear
  content_type TEXT NOT NULL, -- as in `evidence`
  kept_at_ms INTEGER NOT NULL, -- when it was copied
  PRIMARY KEY (digest, sighting_id)
) WITHOUT ROWID;
CREATE INDEX kept_pictures_by_sighting ON kept_pictures (sighting_id);

-- What retention deleted. The figures rise in the commits that delete; once a row is in the audit log it stands.
CREATE TABLE deletions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of beginning
  at_ms INTEGER NOT NULL, -- when it was begun
  kind TEXT NOT NULL, -- `footage`, `sightings`, `alarms`, `audit`
  before_ms INTEGER NOT NULL, -- what is from before this instant went, unless it was held
  reason TEXT NOT NULL, -- `period-over` or `disk-full`
  records INTEGER NOT NULL, -- rows
  files INTEGER NOT NULL, -- clips, snapshots, day packs
  bytes INTEGER NOT NULL, -- of those files
  audit_id INTEGER -- `audit_log.id` of the row that tells of it; null: not yet told, or still going on
);
CREATE INDEX deletions_unsealed ON deletions (id) WHERE audit_id IS NULL;
CREATE TRIGGER deletions_stand BEFORE UPDATE ON deletions WHEN OLD.audit_id IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'the log of deletions is append-only'); END;
CREATE TRIGGER deletions_stay BEFORE DELETE ON deletions
  BEGIN SELECT RAISE(ABORT, 'the log of deletions is append-only'); END;

-- ---- ONVIF: how a camera is asked, moved and photographed ----

CREATE TABLE camera_onvif (
  camera_id TEXT NOT NULL PRIMARY KEY REFERENCES cameras (id) ON DELETE CASCADE, -- whose; it goes with its camera
  host TEXT NOT NULL, -- name or IP address at which the device is reached, IPv6 without brackets
  port INTEGER NOT NULL, -- of its device service, TCP
  path TEXT NOT NULL, -- of its device service, `/onvif/device_service`
  user TEXT NOT NULL, -- account on the device
  password_sealed TEXT NOT NULL, -- ciphertext (Secrets.seal)
  source TEXT NOT NULL, -- token of the video source; of a recorder, the channel
  main_profile TEXT NOT NULL, -- token of the media profile chosen for the large picture
  sub_profile TEXT, -- token of the one chosen for the grid; null: the camera has one stream
  ptz_profile TEXT, -- token of the profile that moves the camera; null: it does not move
  snapshot_port INTEGER, -- on the same host; null: no snapshots over HTTP
  snapshot_path TEXT, -- with the query; null: no snapshots over HTTP
  facts_json TEXT NOT NULL -- onvifFacts, as of the last check
);

-- ---- clips and snapshots: what was taken out of the streams and kept ----

-- Clips: `clips/<id>.mp4` in the data directory, video as the camera encoded it.
CREATE TABLE clips (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- names the file; never given twice
  camera_id TEXT NOT NULL, -- `cameras.id`; no reference, for a clip outlives its camera
  camera_name TEXT NOT NULL, -- as the camera was called then
  stream TEXT NOT NULL, -- `main` or `sub`
  reason TEXT NOT NULL, -- `alarm` or `key`: what it was begun for
  cut_by TEXT NOT NULL, -- account, or `station`
  cut_at_ms INTEGER NOT NULL, -- when it was asked for
  until_ms INTEGER NOT NULL, -- when it was to end; moves on when something else happens meanwhile
  state TEXT NOT NULL, -- `recording`, `ready` or `failed`
  from_ms INTEGER, -- arrival of its first frame; this and the next eight: null until the file is whole
  to_ms INTEGER, -- arrival of its last frame
  frames INTEGER, -- pictures in it
  bytes INTEGER, -- length of the file
  digest TEXT, -- of the file, SHA-256, lower-case hex
  codec TEXT, -- RFC 6381: `avc1.4d401f`
  width INTEGER, -- of the picture, pixels
  height INTEGER, -- of the picture, pixels
  missing_ms INTEGER, -- inside it, milliseconds during which the camera sent nothing
  shortened TEXT, -- why it ended early: clipShortened; null: it did not
  failure TEXT, -- of a failed one: clipFailure
  detail TEXT -- of a failed one: errno or message, for the engineer
);
CREATE INDEX clips_by_camera ON clips (camera_id, id);
CREATE INDEX clips_unfinished ON clips (id) WHERE state = 'recording';

-- Which alarms a clip shows.
CREATE TABLE clip_alarms (
  alarm_id INTEGER NOT NULL, -- `alarms.id`; no reference, for both have a retention of their own
  clip_id INTEGER NOT NULL REFERENCES clips (id) ON DELETE CASCADE, -- the clip
  PRIMARY KEY (alarm_id, clip_id)
) WITHOUT ROWID;
CREATE INDEX clip_alarms_by_clip ON clip_alarms (clip_id, alarm_id);

-- Pictures drawn by consoles from what a tile showed: `snapshots/<digest>.jpg`.
CREATE TABLE snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of storing
  camera_id TEXT NOT NULL, -- `cameras.id`; no reference, for a snapshot outlives its camera
  camera_name TEXT NOT NULL, -- as the camera was called then
  taken_by TEXT NOT NULL, -- account
  taken_at_ms INTEGER NOT NULL, -- arrival of the frame it shows, as the console says
  stored_at_ms INTEGER NOT NULL, -- our clock
  width INTEGER NOT NULL, -- pixels
  height INTEGER NOT NULL, -- pixels
  bytes INTEGER NOT NULL, -- length of the file
  digest TEXT NOT NULL -- of the file, SHA-256, lower-case hex
);
CREATE INDEX snapshots_by_camera ON snapshots (camera_id, id);

-- ---- health: were the cameras there, and how often do their events come ----

-- What a camera gave, from when to when. `to_ms` of the interval that goes on is moved every 10 seconds, so that after a
-- crash nothing is claimed of a time nobody looked; time in no row is unknown.
CREATE TABLE camera_conditions (
  camera_id TEXT NOT NULL, -- `cameras.id`; no reference, for history outlives its camera
  from_ms INTEGER NOT NULL, -- its first instant
  to_ms INTEGER NOT NULL, -- the first instant after it
  condition TEXT NOT NULL, -- `live`, `stale` or `offline`
  reason TEXT, -- of `offline`: offlineReason, or `unplayable`
  PRIMARY KEY (camera_id, from_ms)
) WITHOUT ROWID;
CREATE INDEX camera_conditions_by_end ON camera_conditions (to_ms);

-- Gaps between the recognition events of a camera, by the hour.
CREATE TABLE event_rhythm (
  camera_id TEXT NOT NULL, -- `cameras.id`; no reference
  hour_start_ms INTEGER NOT NULL, -- a full hour
  gaps_json TEXT NOT NULL, -- object: bucket (2 an octave from 1 s) to how many gaps that touched this hour are in it
  last_event_at_ms INTEGER, -- the newest event in this hour, our clock; null: none was
  PRIMARY KEY (camera_id, hour_start_ms)
) WITHOUT ROWID;

-- ---- views: how the wall is split, and what is where in it ----

CREATE TABLE wall_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of first saving; never given twice, for consoles remember it
  name TEXT NOT NULL, -- as guards call it
  layout INTEGER NOT NULL, -- tiles on a page: layoutSize
  tiles_json TEXT NOT NULL, -- array of `cameras.id` and nulls, in the order of the tiles
  patrol_seconds INTEGER, -- how long a patrol stays on it; null: patrols pass it by
  saved_by TEXT NOT NULL, -- the account that saved it last
  saved_at_ms INTEGER NOT NULL -- when that was
);
CREATE UNIQUE INDEX wall_views_by_name ON wall_views (name);

-- ---- searches: questions to the journal that are asked again ----

CREATE TABLE saved_searches (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of first saving
  name TEXT NOT NULL, -- as guards call it
  filter_json TEXT NOT NULL, -- sightingFilter without its times
  span_json TEXT NOT NULL, -- searchSpan: how far back it looks
  saved_by TEXT NOT NULL, -- the account that saved it last
  saved_at_ms INTEGER NOT NULL -- when that was
);
CREATE UNIQUE INDEX saved_searches_by_name ON saved_searches (name);

-- ---- actions: what happens outside when an alarm wants it, and every time it did or did not ----

CREATE TABLE actions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of first saving; never given twice, for runs and rules name them
  name TEXT NOT NULL, -- as guards call it
  effect TEXT NOT NULL, -- actionEffect
  target_json TEXT NOT NULL, -- actionTarget; of an HTTP call, headers without their values
  headers_sealed TEXT, -- values of its headers by name in small letters, JSON, AES-256-GCM; null: it has none
  scope_json TEXT NOT NULL, -- scope: whose alarms it is for
  on_hits_json TEXT NOT NULL, -- array of entryCategory: whose hits set it off
  pulse_seconds INTEGER, -- seconds after which it is put back; null: it stays
  timeout_ms INTEGER NOT NULL, -- for each of at most two tries, milliseconds
  on_stop TEXT NOT NULL, -- `leave`, `off` or `on`: what it is put to when the station stops
  enabled INTEGER NOT NULL, -- 1: it is
  at_rest INTEGER NOT NULL, -- 1: the station stopped and has put it to `on_stop`; 0: it runs, or it died
  changed_by TEXT NOT NULL, -- the account that saved it last
  changed_at_ms INTEGER NOT NULL -- when that was
);
CREATE UNIQUE INDEX actions_by_name ON actions (name);

-- The newest 20,000, and what waits to be put back.
CREATE TABLE action_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- in order of beginning, of held-back ones in order of their alarm
  action_id INTEGER NOT NULL, -- `actions.id`; no reference, for a run outlives its action; 0: a test of one that was never saved
  action_name TEXT NOT NULL, -- as it was called then
  effect TEXT NOT NULL, -- actionEffect, as it was then
  alarm_id INTEGER, -- `alarms.id`; no reference, for both have a retention of their own; null: of none
  by_itself INTEGER NOT NULL, -- 1: set off, or held back, by the alarm itself; once for each alarm and action
  cause TEXT NOT NULL, -- actionCause
  done_by TEXT NOT NULL, -- account, or `station`
  dry INTEGER NOT NULL, -- 1: nothing was moved
  wanted TEXT NOT NULL, -- `on` or `off`
  state TEXT NOT NULL, -- `held-back`, `running`, `done`, `failed` or `unknown`
  pulse INTEGER NOT NULL, -- 1: still to be put back
  started_at_ms INTEGER NOT NULL, -- when it began; of a held-back one, when it was held back
  ended_at_ms INTEGER, -- null: it has not
  attempts INTEGER NOT NULL, -- tries that were made: 0, 1 or 2
  failure TEXT, -- actionFailure; null: none
  detail TEXT NOT NULL -- for the engineer; never a credential
);
CREATE UNIQUE INDEX action_runs_by_itself ON action_runs (alarm_id, action_id) WHERE by_itself = 1;
CREATE INDEX action_runs_by_alarm ON action_runs (alarm_id, id);
CREATE INDEX action_runs_by_action ON action_runs (action_id, id);
CREATE INDEX action_runs_unended ON action_runs (id) WHERE state = 'running';
CREATE INDEX action_runs_to_put_back ON action_runs (id) WHERE pulse = 1;
