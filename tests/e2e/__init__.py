"""The whole product, driven as its users drive it: real Chromium, real web server, worker, broker and SAS stand-in."""
