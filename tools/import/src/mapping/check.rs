//! Checks a mapping against the source and the company.

use super::{Mapping, MappingError, TableMapping};
use crate::{row::Table, source::Tables};

impl Mapping {
    /// Checks that the source has what the mapping names. A table without rows has no columns that could be missing.
    pub fn check(&self, tables: &Tables, job_types: &[String]) -> Result<(), MappingError> {
        let found = || tables.keys().cloned().collect::<Vec<_>>();
        for table in Table::ALL {
            let TableMapping { table: name, columns, .. } = self.table(table);
            if !name.is_empty() && !tables.contains_key(name) {
                return Err(MappingError::NoTable { table, name: name.clone(), found: found() });
            }
            let rows = self.name_in(table, tables).and_then(|name| tables.get(&name)).map(Vec::as_slice);
            let rows = rows.unwrap_or_default();
            let is_there = |column: &String| rows.iter().any(|row| row.values.contains_key(column));
            let missing =
                columns.iter().find(|(_, column)| !column.is_empty() && !rows.is_empty() && !is_there(column));
            if let Some((field, column)) = missing {
                return Err(MappingError::NoColumn { table, field: field.clone(), column: column.clone() });
            }
        }
        if Table::ALL.iter().all(|table| self.name_in(*table, tables).is_none()) {
            return Err(MappingError::NoTables(found()));
        }
        let unknown = self.words.job_types.iter().find(|(_, job_type)| !job_types.contains(job_type));
        match unknown {
            Some((word, job_type)) => {
                let known = job_types.to_vec();
                Err(MappingError::NoJobType { word: word.clone(), job_type: job_type.clone(), known })
            }
            None => Ok(()),
        }
    }
}
