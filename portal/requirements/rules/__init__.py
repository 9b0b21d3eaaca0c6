"""What a requirement means in people, months and money: calculations that explain themselves."""
