//! A synthetic province as a folder of tables that `ndtq import` reads.

use std::fs::File;
use std::io::{BufWriter, Error, Write};
use std::path::Path;

use crate::province::{GROUPS, HAMLETS_OF_A_COMMUNE, Household, Province, hamlet, hamlets_of};

fn table(folder: &Path, name: &str, header: &str) -> Result<BufWriter<File>, Error> {
    let mut file = BufWriter::new(File::create(folder.join(name).with_extension("tsv"))?);
    writeln!(file, "{}", header.replace(' ', "\t"))?;
    Ok(file)
}

/// Writes a province of so many households; how many persons are in it.
pub fn write(households: u32, seed: u64, folder: &Path) -> Result<u64, Error> {
    write_units(folder, households)?;
    let header = "household_id group_id head representative poverty_2023 gdvh_2023 policy address phones";
    let mut homes = table(folder, "households", header)?;
    let header = "person_id household_id full_name sex birth_year personal_id_SYNTHETIC relation residence";
    let mut people = table(folder, "persons", header)?;
    let mut person = 0_u64;
    for household in Province::new(households, seed) {
        write_household(&mut homes, &household, person + 1)?;
        for one in &household.persons {
            person += 1;
            let sex = if one.is_woman { "F" } else { "M" };
            let (name, year, id, relation) = (&one.name, one.birth_year, &one.personal_id, one.relation);
            let home = household.number;
            writeln!(
                people,
                "P-{person:07}\tH-{home:07}\t{name}\t{sex}\t{year}\t{id}\t{relation}\tthường trú"
            )?;
        }
    }
    homes.flush()?;
    people.flush()?;
    Ok(person)
}

fn write_units(folder: &Path, households: u32) -> Result<(), Error> {
    let mut units = table(folder, "units", "unit_id kind code name parent valid_from valid_to note")?;
    let mut aliases = table(folder, "aliases", "unit_id alias source")?;
    let mut groups = table(folder, "groups", "group_id hamlet number name households grade_2023")?;
    writeln!(units, "U-P\tprovince\t\tTỉnh Thử\t\t1976-01-01\t\tsynthetic")?;
    for at in 0..hamlets_of(households) {
        let commune = at / HAMLETS_OF_A_COMMUNE;
        if at % HAMLETS_OF_A_COMMUNE == 0 {
            writeln!(units, "U-C{commune}\tcommune\t\tXã Thử {commune}\tU-P\t1976-01-01\t\tsynthetic")?;
        }
        let hamlet = hamlet(at);
        writeln!(units, "U-H{at}\thamlet\t\t{}\tU-C{commune}\t1976-01-01\t\tsynthetic", hamlet.name)?;
        if let Some(alias) = hamlet.alias {
            writeln!(aliases, "U-H{at}\t{alias}\tsynthetic")?;
        }
        for group in 1..=GROUPS {
            writeln!(
                groups,
                "G-{at}-{group}\tU-H{at}\t{group}\tTổ NDTQ số {group:02} ấp {}\t\t",
                hamlet.name
            )?;
        }
    }
    units.flush()?;
    aliases.flush()?;
    groups.flush()
}

fn write_household(homes: &mut impl Write, household: &Household, head: u64) -> Result<(), Error> {
    let Household { number, hamlet, group, address, phone, is_poor, has_policy, .. } = household;
    let poverty = if *is_poor { "nghèo" } else { "" };
    let policy = if *has_policy { "thương binh" } else { "" };
    let phone = phone.as_deref().unwrap_or_default();
    writeln!(
        homes,
        "H-{number:07}\tG-{hamlet}-{group}\tP-{head:07}\tP-{head:07}\t{poverty}\t\t{policy}\t{address}\t{phone}"
    )
}
