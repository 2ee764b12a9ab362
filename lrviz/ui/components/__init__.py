"""The pictures that live in the browser, for any page to mount."""
