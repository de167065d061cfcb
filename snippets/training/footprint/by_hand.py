def grams_of_co2(watts, hours, grams_per_kwh, pue=1.0):
    """Power x time = energy; energy x carbon intensity = emissions."""
    kilowatt_hours = watts / 1000 * hours * pue
    return kilowatt_hours * grams_per_kwh


# one device of 300 W, busy for 10 hours, on grids of different carbon intensity
for grid, grams_per_kwh in (("hydro", 30), ("mixed", 400), ("coal", 1000)):
    grams = grams_of_co2(300, 10, grams_per_kwh)
    print(
        f"{grid:<5} {grams_per_kwh:>5} g/kWh: {grams:>7,.0f} g = {grams / 1000:.2f} kg"
    )

mixed = grams_of_co2(300, 10, 400, pue=1.5)
print(f"mixed, in a data center with a PUE of 1.5: {mixed:,.0f} g")
