/* The first seconds of the capsule, before its modules are there; a plain script, so that it works when they don't.

   A locked phone shows its lock screen with the page itself, and digits typed on it count. What was typed waits here until
   the program takes it, and is nowhere else. */
(function () {
  var LONGEST = 6;
  var root = document.documentElement;
  var typed = "";
  var pressed = null; // a key that counted when the finger came down, and not again when it goes up
  var page = function () { return document.querySelector("#app main.if-locked"); };

  var sol = localStorage.getItem("modo-sol");
  if (sol ? sol === "1" : matchMedia("(prefers-contrast: more)").matches) root.setAttribute("data-theme", "sol");
  if (localStorage.getItem("trancada")) {
    root.setAttribute("data-locked", "");
    warmUp();
  }

  /* The browser reads the phone's store while the program is on its way; nothing is made when it isn't there. */
  function warmUp() {
    var opening = indexedDB.open("rota-cofre");
    opening.onupgradeneeded = function () { opening.transaction.abort(); };
    opening.onsuccess = function () { opening.result.close(); };
  }

  function set(value) {
    typed = value.slice(0, LONGEST);
    if (typed.length === LONGEST) page().querySelector(".pin-hint").textContent = "Abrindo…";
    page().querySelectorAll(".pin-dots li").forEach(function (dot, at) {
      dot.className = at < typed.length ? "is-past" : at === typed.length ? "is-now" : "";
    });
  }

  function press(event) {
    var key = event.target.closest(".key");
    if (!key || !page()) return;
    if (event.type === "pointerdown") pressed = key;
    else if (pressed === key) return (pressed = null);
    return set(key.classList.contains("key-erase") ? typed.slice(0, -1) : typed + key.textContent);
  }

  function type(event) {
    if (!page() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) set(typed + event.key);
    else if (event.key === "Backspace") set(typed.slice(0, -1));
  }

  var heard = { pointerdown: press, click: press, keydown: type };
  for (var name in heard) if (root.hasAttribute("data-locked")) document.addEventListener(name, heard[name]);

  /** What was typed so far, once: from now on the program listens. */
  globalThis.takeTyped = function () {
    for (var name in heard) document.removeEventListener(name, heard[name]);
    var value = typed;
    typed = "";
    return value;
  };
})();

/* Watches the capsule start. It did not? Then the files on the phone are bad: said after a while, and put right by
   fetching them anew. Visits are never touched. */
(function () {
  var KEY = "partidas-sem-chegada";
  var LIMIT_MS = 15000;
  var root = document.documentElement;
  var failed = Number(localStorage.getItem(KEY)) || 0;
  localStorage.setItem(KEY, String(failed + 1));

  function arrived() {
    localStorage.removeItem(KEY);
    clearTimeout(timer);
  }

  /* Only when the server is there to give the files again: without them the phone could not even start offline. */
  function renew() {
    return fetch("/sw.js", { cache: "no-store", signal: AbortSignal.timeout(10000) })
      .then(function (answer) {
        if (!answer.ok || !/javascript/.test(answer.headers.get("Content-Type"))) throw new Error("not our server");
        return navigator.serviceWorker.getRegistrations();
      })
      .then(function (all) { return Promise.all(all.map(function (one) { return one.unregister(); })); })
      .then(function () { return caches.keys(); })
      .then(function (names) { return Promise.all(names.map(function (name) { return caches.delete(name); })); })
      .then(function () { location.reload(); });
  }

  function say() {
    root.removeAttribute("data-locked");
    var page = document.querySelector("#app main:not(.if-locked)");
    page.innerHTML = "<h1>A Rota Ativa não abriu</h1><p class='note note-device'>As visitas guardadas neste aparelho estão seguras." +
      " Com internet, toque em Abrir de novo.</p><button class='btn btn-primary' type='button'>Abrir de novo</button>";
    page.querySelector("button").addEventListener("click", function () {
      renew().catch(function () { location.reload(); });
    });
  }

  function look() {
    if (root.dataset.started) return arrived();
    say();
    if (failed) renew().catch(function () {}); // twice in a row: it does not come right by itself
  }

  var timer = setTimeout(look, LIMIT_MS);
  addEventListener("capsula-aberta", arrived);
})();
