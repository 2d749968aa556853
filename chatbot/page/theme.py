"""The look of Gradio's own parts. Colours are the tokens of `page.css`, which have a light and a dark value each."""

from __future__ import annotations

import gradio as gr

# The two colours that Gradio needs before the style sheet has arrived; the same as --paper and --ink in page.css.
PAPER = ("#fbfaf7", "#14181b")
INK = ("#1d2226", "#e9e6e0")

# The tokens change with the scheme by themselves, so light and dark name the same one.
_VALUES = {
    "body_text_color_subdued": "var(--ink-soft)",
    "background_fill_primary": "var(--surface)",
    "background_fill_secondary": "var(--paper)",
    "block_background_fill": "transparent",
    "block_border_width": "0px",
    "block_shadow": "none",
    "block_label_text_color": "var(--ink)",
    "block_title_text_color": "var(--ink)",
    "block_title_text_weight": "700",
    "border_color_primary": "var(--rule)",
    "border_color_accent": "var(--accent)",
    "color_accent": "var(--accent)",
    "input_background_fill": "var(--surface)",
    "input_border_color": "var(--control-edge)",
    "input_border_color_focus": "var(--focus)",
    "input_border_width": "1px",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "link_text_color": "var(--accent)",
    "link_text_color_hover": "var(--accent-strong)",
    "link_text_color_visited": "var(--accent)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-strong)",
    "button_primary_text_color": "var(--on-accent)",
    "button_primary_border_color": "var(--accent)",
    "button_secondary_background_fill": "var(--surface)",
    "button_secondary_background_fill_hover": "var(--surface-sunken)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_border_color": "var(--control-edge)",
    "button_border_width": "1px",
    "checkbox_border_color": "var(--control-edge)",
    "checkbox_border_color_hover": "var(--accent)",
    "checkbox_border_color_selected": "var(--accent)",
    "checkbox_background_color": "var(--surface)",
    "checkbox_background_color_selected": "var(--accent)",
    "button_large_text_weight": "700",
}
_LIGHT_ONLY = frozenset({"block_title_text_weight", "button_large_text_weight", "color_accent"})  # have no dark twin


class BriefingTheme(gr.themes.Base):
    """Quiet surfaces, one accent, a font that comes with Gradio and is served from this machine."""

    def __init__(self) -> None:
        super().__init__(
            # Of the weights that Gradio 6.31 carries only these two hold the whole alphabet.
            font=(gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "system-ui", "sans-serif"),
            font_mono=("ui-monospace", "monospace"),
            radius_size=gr.themes.sizes.radius_sm,
            text_size=gr.themes.sizes.text_md,
        )
        self.name = "briefing"
        self.set(
            body_background_fill=PAPER[0],
            body_background_fill_dark=PAPER[1],
            body_text_color=INK[0],
            body_text_color_dark=INK[1],
            **_VALUES,
            **{f"{name}_dark": value for name, value in _VALUES.items() if name not in _LIGHT_ONLY},
        )
