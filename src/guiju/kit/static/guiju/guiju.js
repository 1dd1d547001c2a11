/* Guiju: small comforts on top of pages that work without them. Loaded in the head, so that the theme stands before the first paint. */
(function () {
  "use strict";
  var root = document.documentElement, KEY = "guiju-theme";
  var keep = { get: function () { try { return localStorage.getItem(KEY); } catch (e) { return null; } },
               set: function (v) { try { localStorage.setItem(KEY, v); } catch (e) { /* private mode: the theme lasts for this page */ } } };
  if (keep.get()) root.dataset.theme = keep.get();

  function all(selector, act, within) { Array.prototype.forEach.call((within || document).querySelectorAll(selector), act); }
  function on(type, act) { document.addEventListener(type, act); }
  function typing(node) { return /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.isContentEditable; }
  function announce(text) { var place = document.getElementById("announce"); if (place) place.textContent = text; }

  /* What JavaScript alone can do is hidden in the HTML and shown here. Runs again for parts that HTMX brings. */
  function ready(within) {
    all("[data-needs-js]", function (node) { node.hidden = false; }, within);
    all("form[data-guard]", function (form) { if (form.querySelector("[aria-invalid=true]")) form.dataset.changed = "yes"; }, within);
  }
  on("DOMContentLoaded", function () {
    ready(document);
    var faults = document.querySelector("[data-focus]");
    if (faults) faults.focus();
    if (!navigator.onLine) saved(false);
  });
  on("htmx:load", function (event) { ready(event.target); });

  /* One click is one act. Coming back by the back button, the form can be sent again. */
  function release(form) {
    delete form.dataset.sent;
    all(".is-busy", function (button) { button.classList.remove("is-busy"); button.disabled = false; }, form);
  }
  on("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    delete form.dataset.changed;
    var button = event.submitter;
    /* Disabled only after the browser has read the form, or the button's own value would be lost. */
    setTimeout(function () {
      if (event.defaultPrevented && !form.hasAttribute("hx-post")) { release(form); return; }
      if (button && form.method !== "dialog") { button.classList.add("is-busy"); button.disabled = true; }
    }, 0);
    if (form.method === "get" || form.target === "_blank") setTimeout(function () { release(form); }, 1500);
  });
  window.addEventListener("pageshow", function () { all("form[data-sent]", release); });
  on("htmx:afterRequest", function (event) { var form = event.target.closest("form"); if (form) release(form); });

  /* A changed form is not left by mistake. */
  on("input", function (event) { var form = event.target.form; if (form && form.hasAttribute("data-guard")) form.dataset.changed = "yes"; });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-changed]")) { event.preventDefault(); event.returnValue = ""; }
  });

  /* A draft says whether it is kept. */
  function saved(well) {
    all("[data-save]", function (node) {
      node.classList.toggle("save--no", !well);
      node.textContent = node.getAttribute(well ? "data-saved" : "data-unsaved");
    });
    if (well) all("form[data-changed][data-drafts]", function (form) { delete form.dataset.changed; });
  }
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (type) { on(type, function () { saved(false); }); });
  on("htmx:afterOnLoad", function (event) { if (event.target.closest("[data-drafts]") && event.detail.successful !== false) saved(true); });
  window.addEventListener("offline", function () { saved(false); });

  /* Files by drag and drop. */
  ["dragover", "dragleave", "drop"].forEach(function (type) {
    on(type, function (event) {
      var zone = event.target.closest && event.target.closest("[data-drop]");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("is-over", type === "dragover");
      var input = zone.querySelector("input[type=file]");
      if (type === "drop" && event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  /* Copying, the theme, printing. */
  on("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-copy],[data-theme-toggle],[data-print]");
    all("details.menu[open]", function (menu) { if (!menu.contains(event.target)) menu.open = false; });
    if (!button) return;
    if (button.hasAttribute("data-print")) { window.print(); return; }
    if (button.hasAttribute("data-theme-toggle")) {
      var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      keep.set(root.dataset.theme = dark ? "light" : "dark");
      return;
    }
    if (navigator.clipboard) navigator.clipboard.writeText(button.dataset.copy).then(function () {
      var before = button.textContent;
      button.textContent = button.dataset.copied;
      announce(button.dataset.copied);
      setTimeout(function () { button.textContent = before; }, 2000);
    });
  });

  /* Keys: / searches, Ctrl+Enter files, j k and arrows walk the rows of a list, Enter opens one. */
  on("keydown", function (event) {
    var node = event.target, key = event.key;
    if (key === "Escape") all("details.menu[open]", function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
    if (key === "Enter" && (event.ctrlKey || event.metaKey) && node.form && node.form.requestSubmit) { event.preventDefault(); node.form.requestSubmit(); }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(node)) return;
    if (key === "/") {
      var search = document.querySelector("input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    var step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
    var table = node.closest("[data-nav]") || (key.length === 1 && document.querySelector("[data-nav]"));
    if (!step || !table) return;
    var links = Array.prototype.slice.call(table.querySelectorAll("tbody th a, tbody td:first-child a"));
    var row = node.closest("tr"), at = links.findIndex(function (link) { return row && row.contains(link); });
    var next = links[at < 0 ? 0 : at + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
