"""Charts as coordinates: plain figures become places on a drawing, the same for the screen and for paper."""
