/**
 * The identities of the game. Each is a distinct string type, because most delivery bugs are two of
 * them confused. Every ID is unique inside its lane, except player and seat IDs, which are unique inside
 * the session.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** What the customer wants done once. */
export type OrderId = Id<'order'>;
/** What carries an order; chosen by the producer, so a resend may repeat it or not. */
export type MessageId = Id<'message'>;
/** One stored instance of a message at the broker, which gives the ID on arrival. */
export type CopyId = Id<'copy'>;
/** One hand-over of a copy to a consumer, as the broker counts them. */
export type DeliveryTag = Id<'tag'>;
/** One charge in the bank's ledger. */
export type EffectId = Id<'effect'>;

/** One entry in a consumer's hand. The network may put two in hand under one tag. */
export type DeliveryId = Id<'delivery'>;
/** One packet on a leg. */
export type PacketId = Id<'packet'>;
/** One injected fault. */
export type FaultId = Id<'fault'>;
export type LaneId = Id<'lane'>;
export type SeatId = Id<'seat'>;
export type PlayerId = Id<'player'>;
/** One device's request for a player's seat. */
export type ClaimId = Id<'claim'>;
