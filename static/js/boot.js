/* Watches the capsule start. It did not? Then the files on the phone are bad: said after a while, and put right by
   fetching them anew. Plain script of its own, so that it works when the modules don't. Visits are never touched. */
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
    var page = document.querySelector("#app main");
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
