"""What the board draws: schedules over one another."""
