"""What a student works with: quiz cards, a map of the passages, a reading path; all made from the library by rule."""
