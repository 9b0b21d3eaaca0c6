"""How quality is kept: inspections, rosters, training and complaints."""
