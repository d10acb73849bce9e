-- The database as the migrations leave it; a test holds the two equal.
-- Instants (`…_at_ms`) are milliseconds since 1970-01-01T00:00Z. Booleans are 0 or 1. `…_json` is JSON text
-- whose shape is the contract's schema of that name.

-- What the station remembers about itself: the unit, what was provisioned last, how far intake has judged.
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY, -- `unit`, `connections`, `judged-up-to`, `simulated-site`
  value TEXT NOT NULL, -- JSON text; ciphertext (Secrets.seal) when sealed
  sealed BOOLEAN NOT NULL, -- 1: holds passwords or keys
  changed_at_ms INTEGER NOT NULL -- when it was written last
);
