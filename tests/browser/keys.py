"""A person who has no mouse: Tab, Shift+Tab, Enter, Space, the arrows and typing, and nothing else."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.hands import Hand

FAR = 400  # stops of the Tab key on the longest page, well counted
# Is the focus on what is wanted; and can it be seen where it is? An outline, or a shadow of its own, inside the window,
# and nothing that lies over it.
_FOCUS = """wanted => {
  const node = document.activeElement, found = node === wanted;
  if (!node || node === document.body) return [found, null];
  const marked = e => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
  };
  const name = node.tagName + ' ' + (node.innerText || node.name || '').slice(0, 40);
  const around = node.closest('label');
  if (!marked(node) && !(around && marked(around))) return [found, name + ' has no visible focus'];
  const box = node.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return [found, name + ' has no size'];
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!inside) return [found, name + ' is outside the window'];
  const x = box.left + Math.min(box.width / 2, 40);
  const y = Math.max(1, Math.min(box.top + box.height / 2, innerHeight - 1));
  const top = document.elementFromPoint(x, y);
  const free = !top || top === node || node.contains(top) || top.contains(node) || (around && around.contains(top));
  return [found, free ? null : name + ' lies under ' + top.tagName + ' ' + top.className];
}"""


class Keys(Hand):
    """Every stop on the way must be visible as such."""

    def to(self, target: Locator, backwards: bool = False) -> None:
        """Tab until the target has the focus."""
        expect(target).to_have_count(1)
        wanted = target.element_handle()
        for _ in range(FAR):
            found, hidden = self.page.evaluate(_FOCUS, wanted)
            assert hidden is None, f"{self.page.url}: {hidden}"
            if found:
                return
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"{self.page.url}: the Tab key does not lead to {target}")

    def press(self, target: Locator) -> None:
        self.to(target)
        self.page.keyboard.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self.to(control)
        if control.get_attribute("type") == "date":
            self._write_day(text)
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        expect(control).to_have_value(text)

    def _write_day(self, day: str) -> None:
        """In the order of the browser's own language: month, day, year."""
        year, month, of_month = day.split("-")
        for part in (month, of_month, year):
            self.page.keyboard.type(part)

    def choose(self, control: Locator, option: str) -> None:
        """With the arrows, from the option that stands."""
        self.to(control)
        offered = control.locator("option").all_inner_texts()
        at = int(control.evaluate("node => node.selectedIndex"))
        for _ in range(abs(offered.index(option) - at)):
            self.page.keyboard.press("ArrowDown" if offered.index(option) > at else "ArrowUp")
        assert control.evaluate("node => node.selectedOptions[0].text.trim()") == option

    def tick(self, control: Locator) -> None:
        """A group of radio buttons is one stop; inside it the arrows walk."""
        name = control.get_attribute("name")
        radios = self.page.locator(f'input[type="radio"][name="{name}"]')
        ticked = self.page.locator(f'input[type="radio"][name="{name}"]:checked')
        values = [radio.get_attribute("value") for radio in radios.all()]
        begin = ticked if ticked.count() else radios.first
        self.to(begin)
        self.page.keyboard.press("Space")
        steps = values.index(control.get_attribute("value")) - values.index(begin.get_attribute("value"))
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(control).to_be_checked()

    def attach(self, control: Locator, file: Path) -> None:
        with self.page.expect_file_chooser() as chosen:  # the browser is told before the walk: it takes a moment
            self.to(control)
            self.page.keyboard.press("Space")
        chosen.value.set_files(file)
