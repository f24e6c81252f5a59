// Betters pages that work without it: govuk-frontend's components, and filters that fold on a phone.

document.body.classList.add("js-enabled", "govuk-frontend-supported");

const { initAll } = await import(document.getElementById("govuk-frontend").href);
initAll();

for (const filter of document.querySelectorAll(".app-filter")) foldOnNarrowScreens(filter);
for (const box of document.querySelectorAll("[data-select-all]")) selectAll(box);
closeWhenLeft(document.querySelector(".app-account"));

// A button in front of the filters, which stay open on wide screens.
function foldOnNarrowScreens(filter) {
  const content = filter.querySelector(".moj-filter__content");
  const wide = window.matchMedia("(min-width: 64rem)");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary app-filter__toggle";
  button.setAttribute("aria-controls", content.id);

  const show = (open) => {
    content.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Hide filters" : "Show filters";
  };
  button.addEventListener("click", () => show(content.hidden));
  wide.addEventListener("change", () => show(wide.matches));
  filter.querySelector(".moj-filter__header").append(button);
  show(wide.matches || filter.querySelector(".govuk-form-group--error") !== null);
}

// A checkbox with data-select-all="name" ticks every checkbox of that name in its form.
function selectAll(box) {
  const others = [...box.form.querySelectorAll(`input[name="${box.dataset.selectAll}"]`)];
  box.addEventListener("change", () => others.forEach((other) => (other.checked = box.checked)));
  box.form.addEventListener("change", () => (box.checked = others.every((other) => other.checked)));
  box.closest("[hidden]")?.removeAttribute("hidden");
}

// The account menu closes on Escape and when something else is touched.
function closeWhenLeft(menu) {
  if (!menu) return;
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
