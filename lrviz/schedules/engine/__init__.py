"""How schedules are computed: many steps, and many schedules, at once."""
