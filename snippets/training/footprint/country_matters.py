from codecarbon import OfflineEmissionsTracker


def intensity(**place):
    tracker = OfflineEmissionsTracker(save_to_file=False, force_cpu_power=50, **place)
    tracker.start()
    sum(range(2_000_000))
    kilograms = tracker.stop()
    return 1000 * kilograms / tracker.final_emissions_data.energy_consumed


print("country  g/kWh")
for country in ("SWE", "FRA", "USA", "POL"):
    print(f"{country:<7}  {intensity(country_iso_code=country):>5.0f}")
