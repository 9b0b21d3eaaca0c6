"""What the merchant needs: volumes, hours, standards and the headcount that follows."""
