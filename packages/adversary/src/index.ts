export {
  faultKey,
  networkFaultKinds,
  usualPowers,
  type NetworkFault,
  type NetworkFaultKind,
  type NetworkPowers,
} from './model/network-fault.ts';
export { UnplayableRound, type AdversaryRound, type PlannedOrder } from './model/opened-round.ts';
export { playSchedule, type ContractBreak, type PlayedSchedule, type StruckFault } from './play/played-schedule.ts';
export { findBreak, type SearchOptions, type SearchResult, type SearchWork } from './search/search.ts';
