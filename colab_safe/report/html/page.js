// Filters and buttons that copy: without them, everything is on the page as well. No text of the page is ever read as HTML.
(function () {
  "use strict";
  var form = document.querySelector("#filters form");
  var secrets = Array.from(document.querySelectorAll(".secret"));

  function pathsOf(secret) {
    if (!secret.paths) {
      secret.paths = Array.from(secret.querySelectorAll(".place"), function (place) {
        return { place: place, text: place.querySelector(".path").textContent.toLowerCase() };
      });
    }
    return secret.paths;
  }

  function fits(secret, wanted) {
    var accepted = "accepted" in secret.dataset;
    return (!wanted.rule || secret.dataset.rule === wanted.rule) &&
      wanted.confidences.has(secret.dataset.confidence) &&
      (!wanted.accepted || accepted === (wanted.accepted === "yes"));
  }

  function showPlaces(secret, file) {
    var shown = 0;
    pathsOf(secret).forEach(function (each) {
      var isShown = each.text.includes(file);
      if (each.place.hidden === isShown) each.place.hidden = !isShown;
      shown += isShown ? 1 : 0;
    });
    var more = secret.querySelector(".more");
    if (more) more.open = file !== "";
    return shown > 0;
  }

  function filter() {
    var fields = form.elements;
    var boxes = Array.from(form.querySelectorAll("[name=confidence]:checked"));
    var wanted = {
      rule: fields.rule.value,
      file: fields.file.value.trim().toLowerCase(),
      confidences: new Set(boxes.map(function (box) { return box.value; })),
      accepted: fields.accepted ? fields.accepted.value : ""
    };
    var shown = 0;
    secrets.forEach(function (secret) {
      var isShown = fits(secret, wanted);
      if (isShown && (wanted.file || secret.paths)) isShown = showPlaces(secret, wanted.file);
      if (secret.hidden === isShown) secret.hidden = !isShown;
      shown += isShown ? 1 : 0;
    });
    form.querySelector("output").textContent = "Showing " + shown + " of " + secrets.length;
  }

  function copy(text, button) {
    function say(word) {
      button.textContent = word;
      setTimeout(function () { button.textContent = "Copy"; }, 2000);
    }
    if (!navigator.clipboard) return say("Select it");
    navigator.clipboard.writeText(text).then(function () { say("Copied"); }, function () { say("Select it"); });
  }

  document.querySelectorAll(".copy").forEach(function (block) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    block.append(button);
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest(".copy button");
    if (button) copy(button.parentNode.querySelector("code").textContent, button);
  });

  if (form) {
    form.addEventListener("input", filter);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    document.getElementById("filters").hidden = false;
    filter();
  }
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (each) { each.open = true; });
  });
})();
