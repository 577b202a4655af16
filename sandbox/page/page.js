'use strict';
// Adds to the page what needs a script: copying, and lists that update automatically. Everything else works without it.
(() => {
	const INTERVAL = 2000;
	const status = document.getElementById('renewal');
	const pauseButton = document.getElementById('pause');
	/** The HTML each row was last made from, so that opening a row does not count as a change. */
	const madeFrom = new WeakMap();
	let paused = false;
	let tag = '';

	for (const button of document.querySelectorAll('[data-copy]')) {
		button.hidden = false;
		button.addEventListener('click', () => copy(button));
	}

	async function copy(button) {
		const source = document.getElementById(button.dataset.copy);
		try {
			await navigator.clipboard.writeText(source.textContent);
			button.textContent = 'Copied';
			status.textContent = `${button.getAttribute('aria-label').replace('Copy', 'Copied:')}.`;
		} catch {
			getSelection().selectAllChildren(source);
			status.textContent = 'Selected. Copy it with Ctrl+C or Cmd+C.';
		}
		setTimeout(() => (button.textContent = 'Copy'), 2000);
	}

	/** Whether a person is busy in an element: it has the focus, or text in it is selected. */
	function isInUse(element) {
		const selection = getSelection();
		const hasSelection = !selection.isCollapsed && selection.containsNode(element, true);
		return hasSelection || (element.contains(document.activeElement) && document.activeElement !== document.body);
	}

	const rowsOf = (region) => [...region.querySelectorAll('[data-rows] > [id]')];
	const remember = (region) => rowsOf(region).forEach((row) => madeFrom.set(row, row.outerHTML));

	/** Brings the rows of a list up to date one by one; returns how many are new or changed. */
	function renewRows(list, next) {
		let changes = 0;
		const wanted = [...next.children].map((fresh) => {
			const old = [...list.children].find(({ id }) => id === fresh.id);
			const source = fresh.outerHTML;
			if (old !== undefined && (madeFrom.get(old) === source || isInUse(old))) return old;
			const row = document.importNode(fresh, true);
			madeFrom.set(row, source);
			for (const opened of old?.querySelectorAll('details[open]') ?? []) {
				const same = [...row.querySelectorAll('details')].find(({ id }) => id === opened.id);
				if (same !== undefined) same.open = true;
			}
			row.classList.add('is-new');
			changes += 1;
			return row;
		});
		for (const row of [...list.children]) if (!wanted.includes(row) && !isInUse(row)) row.remove();
		let position = list.firstElementChild;
		for (const row of wanted) {
			if (row === position) position = position.nextElementSibling;
			else list.insertBefore(row, position);
		}
		return changes;
	}

	/** Brings one part up to date; returns how many of its rows are new or changed. */
	function renewPart(part, fresh) {
		const list = part.querySelector('[data-rows]');
		const next = fresh.querySelector('[data-rows]');
		if (list === null || next === null) {
			if (part.innerHTML === fresh.innerHTML || isInUse(part)) return 0;
			part.replaceChildren(...document.importNode(fresh, true).childNodes);
			remember(part);
			return rowsOf(part).length;
		}
		const changes = renewRows(list, next);
		// The parts around the rows: counts and captions.
		const around = (whole) => [...whole.querySelectorAll('caption, .counts, .live > .hint')];
		const fresher = around(fresh);
		around(part).forEach((old, index) => {
			if (fresher[index] !== undefined && old.innerHTML !== fresher[index].innerHTML && !isInUse(old)) {
				old.replaceChildren(...document.importNode(fresher[index], true).childNodes);
			}
		});
		return changes;
	}

	async function renew() {
		const response = await fetch('/page/live', {
			cache: 'no-store',
			headers: tag === '' ? {} : { 'if-none-match': tag },
		});
		if (response.status === 304) return [];
		if (!response.ok) throw new Error(String(response.status));
		tag = response.headers.get('etag') ?? '';
		const parts = new DOMParser().parseFromString(await response.text(), 'text/html');
		const news = [];
		for (const fresh of parts.querySelectorAll('[data-live]')) {
			const part = document.getElementById(fresh.id);
			const changes = part === null ? 0 : renewPart(part, fresh);
			// A part in use was left as it is: ask for everything again next time.
			if (part !== null && isInUse(part)) tag = '';
			if (changes > 0) news.push(`${fresh.dataset.live}: ${changes} new or changed`);
		}
		return news;
	}

	async function keepRenewing() {
		if (!paused && !document.hidden) {
			try {
				const news = await renew();
				if (news.length > 0) status.textContent = `${news.join('. ')}.`;
				else if (status.textContent === '' || status.dataset.lost === 'yes')
					status.textContent = 'Updates every 2 seconds.';
				status.dataset.lost = '';
			} catch {
				if (status.dataset.lost !== 'yes') status.textContent = 'The sandbox does not respond. Is it still running?';
				status.dataset.lost = 'yes';
				tag = '';
			}
		}
		setTimeout(keepRenewing, INTERVAL);
	}

	pauseButton.hidden = false;
	pauseButton.addEventListener('click', () => {
		paused = !paused;
		pauseButton.setAttribute('aria-pressed', String(paused));
		pauseButton.textContent = paused ? 'Resume' : 'Pause';
		status.textContent = paused ? 'Paused.' : 'Updates every 2 seconds.';
	});

	document.querySelectorAll('[data-live]').forEach(remember);
	document.getElementById('notice')?.focus();
	if (location.search !== '') history.replaceState(null, '', `/${location.hash === '#notice' ? '' : location.hash}`);
	void keepRenewing();
})();
