"""A person who has no mouse: Tab, Shift+Tab, Enter, Space, the arrows and typing, and nothing else."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.hands import Hand

FAR = 400  # stops of the Tab key on the longest page, well counted
# Where the focus is: can it be seen? An outline, or a shadow of its own, inside the window.
_VISIBLE = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return 'nothing has the focus';
  const marked = e => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
  };
  const name = node.tagName + ' ' + (node.innerText || node.name || '').slice(0, 40);
  if (!marked(node) && !(node.closest('label') && marked(node.closest('label')))) return name + ' has no visible focus';
  const box = node.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return name + ' has no size';
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inside ? null : name + ' is outside the window';
}"""


class Keys(Hand):
    """Every stop on the way must be visible as such."""

    def to(self, target: Locator, backwards: bool = False) -> None:
        """Tab until the target has the focus."""
        expect(target).to_have_count(1)
        wanted = target.element_handle()
        for _ in range(FAR):
            if self.page.evaluate("wanted => document.activeElement === wanted", wanted):
                return
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            hidden = self.page.evaluate(_VISIBLE)
            assert hidden in (None, "nothing has the focus"), f"{self.page.url}: {hidden}"
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
        self.to(control)
        with self.page.expect_file_chooser() as chosen:
            self.page.keyboard.press("Space")
        chosen.value.set_files(file)
