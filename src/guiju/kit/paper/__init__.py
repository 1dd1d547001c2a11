"""The certificate on paper: one PDF page that carries the certificate itself, and can be drawn again to compare it.

`draw` makes the page, `attached` takes the certificate out of it, `is_drawn_from` tells whether the page shows what the
certificate says. The typesetter and its fonts are loaded when a page is first drawn.
"""
