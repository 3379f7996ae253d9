import * as v from 'valibot';

const exchange = v.object({
  method: v.string(),
  /** The names of what the query held. */
  query: v.array(v.string()),
  status: v.number(),
  /** The content type. */
  type: v.string(),
  /** Headers whose presence matters, without their values. */
  headers: v.array(v.string()),
  /** `json`: `body` holds the shape. Anything else is told by its kind alone. */
  kind: v.picklist(['json', 'html', 'xml', 'text', 'empty']),
  body: v.optional(v.unknown()),
});

const call = v.object({
  call: v.string(),
  asExpected: v.boolean(),
  /** What went wrong, without a word that could be a person's. */
  problem: v.optional(v.string()),
  exchanges: v.array(exchange),
});

/** What a probe saw: one entry a call, each with the shapes of its answers. It can be shown to anybody, and replayed. */
export const probeReport = v.object({
  format: v.literal(1),
  platform: v.string(),
  /** ISO 8601, the day alone. */
  day: v.string(),
  /** What the connection was made with, so that a replay takes the same way: shapes, and choices that were made. */
  options: v.record(v.string(), v.string()),
  /** The shape of the secret. */
  secret: v.string(),
  calls: v.array(call),
});

export type RecordedExchange = v.InferOutput<typeof exchange>;
export type ProbedCall = v.InferOutput<typeof call>;
export type ProbeReport = v.InferOutput<typeof probeReport>;
