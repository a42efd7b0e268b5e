import { mount, type Component } from 'svelte';
import { followTranslation } from './follow-translation.ts';
import { loadTexts, type TextLoader } from '../i18n/texts.svelte.ts';
import './theme.css';
import './base.css';

/** Shows a page once its texts are there. `?theme=light` or `dark` overrides the device's choice. */
export async function startPage(
  name: 'phone' | 'console' | 'stage' | 'replay' | 'report' | 'solo' | 'homework' | 'glossary',
  page: Component,
  texts: TextLoader,
): Promise<void> {
  const { dataset } = document.documentElement;
  dataset.page = name;
  const theme = new URLSearchParams(location.search).get('theme');
  if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  const target = document.querySelector('#app');
  if (!target) throw new Error('the page has no #app');
  try {
    await loadTexts(texts);
    target.replaceChildren();
    followTranslation(target);
    mount(page, { target });
  } catch (error) {
    // The words are in the page already, since it may have no others.
    target.querySelector('#not-started')?.removeAttribute('hidden');
    throw error;
  }
}
