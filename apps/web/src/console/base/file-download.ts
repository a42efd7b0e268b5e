import { downloadText } from '../../shared/base/download.ts';

/** Hands a text to the browser as a JSON file of that name. */
export function downloadFile(name: string, text: string): void {
  downloadText(`${fileName(name)}.json`, 'application/json', text);
}

function fileName(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return plain.replace(/^-|-$/g, '') || 'file';
}
