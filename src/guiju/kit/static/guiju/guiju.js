/* Small comforts on top of pages that work without them. Loaded in the head: the theme stands before the first paint. */
(function () {
  "use strict";
  var root = document.documentElement;
  function theme(value) {
    try {
      if (value) localStorage.setItem("guiju-theme", value);
      else value = localStorage.getItem("guiju-theme");
    } catch (e) { /* no storage: the theme lasts for this page */ }
    if (value) root.dataset.theme = value;
  }
  theme();

  function all(selector, act, within) { (within || document).querySelectorAll(selector).forEach(act); }
  function on(types, act) { types.split(" ").forEach(function (type) { document.addEventListener(type, act); }); }
  function near(event, selector) { return event.target.closest && event.target.closest(selector); }

  /* What only JavaScript can do is hidden in the HTML and shown here, in parts that HTMX brings too. */
  function ready(within) { all("[data-needs-js]", function (node) { node.hidden = false; }, within); }
  on("DOMContentLoaded", function () {
    ready();
    var faults = document.querySelector("[data-focus]");
    if (faults) {
      faults.focus();
      all("form[data-guard]", changed);
    }
  });
  on("htmx:load", function (event) { ready(event.target); });

  function announce(word) {
    var place = document.getElementById("announce"), note = document.createElement("p");
    note.className = "note note--late";
    note.textContent = place.dataset[word];
    place.replaceChildren(note);
    place.scrollIntoView({ block: "nearest" });
  }

  /* One click is one act. Back by the back button, the form can be sent again. */
  function release(form) {
    delete form.dataset.sent;
    all(".is-busy", function (button) { button.classList.remove("is-busy"); button.disabled = false; }, form);
  }
  var waits = null;
  on("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (form.dataset.sent) return event.preventDefault();
    if (!navigator.onLine) { event.preventDefault(); return announce("offline"); } /* the form would be gone */
    if (form.dataset.saving) { /* one after the other: the two would cross on the way */
      event.preventDefault();
      waits = { button: button };
      return setTimeout(function () { if (form.dataset.saving) htmx.trigger(form, "htmx:abort"); }, 5000);
    }
    form.dataset.sent = "yes";
    delete form.dataset.changed;
    /* After the browser has read the form: a disabled button would not send its value. */
    setTimeout(function () {
      if (event.defaultPrevented && !form.hasAttribute("hx-post")) return release(form);
      if (button) { button.classList.add("is-busy"); button.disabled = true; }
      if (form.method === "get" || form.target) setTimeout(release, 1500, form);
    });
  });
  window.addEventListener("pageshow", function () { all("form[data-sent]", release); });
  on("htmx:beforeRequest", function (event) {
    var form = near(event, "[data-drafts]");
    if (form && form.dataset.sent) event.preventDefault();
    else if (form) form.dataset.saving = "yes";
  });
  on("htmx:afterRequest", function (event) {
    var form = near(event, "form"), sending = waits;
    if (!form) return;
    if (!("drafts" in form.dataset)) return release(form); /* saving by itself ends no sending */
    delete form.dataset.saving;
    waits = null;
    if (sending) form.requestSubmit(sending.button);
  });

  /* A changed form is not left by mistake, and a draft says whether it is kept. */
  function changed(form) { form.dataset.changed = "yes"; }
  on("input", function (event) { var form = near(event, "form[data-guard]"); if (form) changed(form); });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-changed]")) { event.preventDefault(); event.returnValue = ""; }
  });
  function saved(well) {
    all("[data-save]", function (node) {
      node.classList.toggle("save--no", !well);
      node.textContent = well ? node.dataset.saved : node.dataset.unsaved;
    });
  }
  on("htmx:sendError htmx:responseError htmx:timeout", function () { saved(false); });
  window.addEventListener("offline", function () { saved(false); });
  on("htmx:afterOnLoad", function (event) {
    var form = near(event, "[data-drafts]");
    if (form) { delete form.dataset.changed; saved(true); }
  });

  /* Files by drag and drop. */
  on("dragover dragleave drop", function (event) {
    var zone = near(event, "[data-drop]"), input = zone && zone.querySelector("input");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", event.type === "dragover");
    if (event.type === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  /* Copying, printing, light and dark; a click beside an open menu closes it. */
  on("click", function (event) {
    all("details.menu[open]", function (menu) { if (!menu.contains(event.target)) menu.open = false; });
    var button = near(event, "[data-copy],[data-theme-toggle],[data-print]");
    if (!button) return;
    var data = button.dataset, dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    if ("print" in data) window.print();
    else if ("themeToggle" in data) theme((root.dataset.theme || dark) === "dark" ? "light" : "dark");
    else if (navigator.clipboard) navigator.clipboard.writeText(data.copy).then(function () {
      var word = button.textContent, place = document.getElementById("announce");
      button.textContent = data.copied;
      if (place) place.textContent = data.copied;
      setTimeout(function () { button.textContent = word; if (place) place.textContent = ""; }, 2000);
    });
  });

  /* Keys: / searches, Ctrl+Enter sends, j k and the arrows walk the rows of a list, Escape closes the menu. */
  on("keydown", function (event) {
    var node = event.target, key = event.key, command = event.ctrlKey || event.metaKey;
    if (key === "Escape") all("details.menu[open]", function (menu) { menu.open = false; menu.firstElementChild.focus(); });
    /* As the form's own button would: a draft is filed and not only saved. */
    if (key === "Enter" && command && node.form && node.form.requestSubmit) node.form.requestSubmit(node.form.querySelector(".confirm [type=submit]"));
    if (command || event.altKey || event.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName)) return;
    var search = key === "/" && document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.select(); return; }
    var step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
    var table = near(event, "[data-nav]") || (key.length === 1 && document.querySelector("[data-nav]"));
    if (!step || !table) return;
    var links = Array.from(table.querySelectorAll("tbody th a"));
    var at = links.findIndex(function (link) { return link.closest("tr").contains(node); });
    var next = links[at < 0 ? 0 : at + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
