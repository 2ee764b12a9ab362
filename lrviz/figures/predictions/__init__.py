"""What networks predict while they train, as the browser draws it."""
