import type { Contract, OrderContent } from '@ack-attack/engine';
import { t } from '../base/text.ts';

/** An order in the words of the contract's scenario: "charge Ana $50". */
export function orderText(contract: Contract, { customer, value }: OrderContent): string {
  return t(`common.order.${contract}`, { name: t('common.customer', { customer: String(customer) }), value });
}
