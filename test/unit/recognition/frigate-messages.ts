/** Messages as Frigate publishes them to `frigate/events`. */
export function frigateMessage({
  type = 'new',
  after = {},
}: {
  type?: 'new' | 'update' | 'end';
  after?: Record<string, unknown>;
} = {}): Buffer {
  const state = {
    ...{ id: '1795415519.5-abcdef', camera: 'gate', frame_time: 1795415520.1, snapshot: null, label: 'car' },
    ...{ sub_label: null, top_score: 0.95, false_positive: false, start_time: 1795415519.5, end_time: null },
    ...{ score: 0.9, box: [424, 500, 536, 712], area: 23744, ratio: 0.5, region: [264, 450, 667, 853] },
    ...{ active: true, stationary: false, motionless_count: 0, current_zones: [], entered_zones: [] },
    ...{ has_snapshot: true, has_clip: false, attributes: {}, current_attributes: [] },
  };
  return Buffer.from(JSON.stringify({ type, before: state, after: { ...state, ...after } }));
}
