/** Shows a dialog over everything else. Safari before 15.4 has no modal dialogs: there it stands over the page only. */
export function openModal(dialog: HTMLDialogElement | undefined): void {
  if (!dialog || typeof dialog.showModal === 'function') dialog?.showModal();
  else dialog.setAttribute('open', '');
}

export function closeModal(dialog: HTMLDialogElement | undefined): void {
  if (!dialog || typeof dialog.close === 'function') dialog?.close();
  else {
    dialog.removeAttribute('open');
    dialog.dispatchEvent(new Event('close'));
  }
}
