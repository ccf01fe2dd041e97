/** The floor's statements, one for each question. Numbers over 2^53 come as text. */

const PAGE = "id, status, max_fee::text, price::text, created_at, created_id::text";

export const statements = {
  request: `
    SELECT r.id, r.requester, r.vk, r.status, r.max_fee::text, r.winner, r.winner_fee::text, r.price::text, r.created_at,
      (SELECT json_agg(json_build_object('prover', b.prover, 'commits', b.commits, 'fee', b.fee::text, 'reveals', b.reveals))
       FROM bid b WHERE b.request_id = r.id) AS bids
    FROM request r WHERE r.id = $1`,
  requesterPage: `SELECT ${PAGE} FROM request WHERE requester = $1 ORDER BY request.created_id DESC LIMIT 50`,
  programPage: `SELECT ${PAGE} FROM request WHERE vk = $1 AND status = 'FULFILLED' ORDER BY request.created_id DESC LIMIT 50`,
  deepPage: `SELECT ${PAGE} FROM request WHERE created_id < $1 ORDER BY request.created_id DESC LIMIT 50`,
  performance: `
    SELECT p.address, p.state, p.assets::text, p.fulfilled, p.fees::text,
      (SELECT json_agg(d) FROM (
        SELECT day, bids, reveals, fulfilled, fees::text, rewards::text FROM prover_day
        WHERE prover = p.address ORDER BY day DESC LIMIT 30) d) AS days
    FROM prover p WHERE p.address = $1`,
  leaderboard: `SELECT address, name, fulfilled, fees::text, assets::text FROM prover ORDER BY fulfilled DESC LIMIT 20`,
  series: `
    SELECT day, requests, fulfilled, refunded, fees::text, protocol_fees::text FROM market_day WHERE day >= $1 / 24
    UNION ALL
    SELECT hour / 24, sum(requests)::int, sum(fulfilled)::int, sum(refunded)::int, sum(fees)::text, sum(protocol_fees)::text
    FROM market_hour WHERE hour >= (SELECT current_day * 24 FROM network) GROUP BY 1 ORDER BY 1`,
  feed: `
    SELECT id::text, kind, prover, request_id, amount::text, timestamp FROM activity
    WHERE prover = $1 ORDER BY activity.id DESC LIMIT 50`,
  portfolio: `
    SELECT s.prover, p.name, p.state, s.shares::text, s.cost_basis::text, s.deposited::text, s.received::text, s.realised_gain::text,
      div(s.shares * (p.assets + 1), p.shares + 1)::text AS value,
      (SELECT coalesce(sum(div(u.amount * p.slashing_scale, u.scale_snapshot)), 0)::text FROM unstake u
       WHERE u.prover = s.prover AND u.staker = s.staker AND u.completed_at IS NULL) AS unstaking
    FROM stake s JOIN prover p ON p.address = s.prover WHERE s.staker = $1`,
  refundable: `
    SELECT r.id, r.requester, r.max_fee::text, r.deadline::text,
      CASE WHEN r.winner IS NOT NULL THEN 'DEADLINE_MISSED' WHEN r.bid_count = 0 THEN 'NO_BIDS' ELSE 'NO_REVEALS' END AS reason
    FROM request r, network n
    WHERE r.requester = $1 AND r.status = 'PENDING' AND (
      r.deadline < $2::numeric
      OR (r.bid_count = 0 AND r.created_at + n.bidding_phase_duration < $2::numeric)
      OR (r.winner IS NULL AND r.created_at + n.bidding_phase_duration + n.reveal_phase_duration < $2::numeric))
    ORDER BY r.created_id LIMIT 50`,
} as const satisfies Record<string, string>;

/** A question that the floor answers. */
export type Statement = keyof typeof statements;
