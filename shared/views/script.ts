/**
 * What pages do besides being read; without it they are whole. It copies what a Copy button stands beside, and asks
 * `/live` every two seconds for the revision of what is shown: another one brings the new <main>, put in place of the
 * old in one step, so nothing flashes and nothing scrolls. What is open stays open. It waits while the page is hidden
 * or text is being selected, and after five failures in a row it gives up without a word.
 */
export const SCRIPT = `
(() => {
  document.documentElement.classList.add('live');
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copies]');
    if (!button) return;
    const source = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = button.dataset.selected;
    }
  });

  const main = () => document.querySelector('main');
  let known = main().dataset.revision;
  let failures = 0;

  const renew = async () => {
    const answer = await fetch(location.href);
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('main');
    for (const { id } of main().querySelectorAll('details[open]')) page.getElementById(id)?.setAttribute('open', '');
    const focus = document.activeElement?.id;
    main().replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  };

  const look = async () => {
    const selecting = !getSelection().isCollapsed && main().contains(getSelection().anchorNode);
    if (document.hidden || selecting) return;
    const answer = await fetch('/live', { cache: 'no-store' });
    if (!answer.ok) throw new Error(answer.statusText);
    const revision = await answer.text();
    if (known !== undefined && revision !== known) await renew();
    known = revision;
  };

  const watch = async () => {
    try {
      await look();
      failures = 0;
    } catch {
      failures += 1;
    }
    if (failures < 5) setTimeout(watch, 2000);
  };
  setTimeout(watch, 2000);
})();
`;
