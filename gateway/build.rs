//! Puts the built dashboard (`make build-frontend`) into the program. Without one the program is
//! built all the same and shows a page that says so: Rust alone is enough to build TaskMaster.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../dashboard/dist");
    // A folder that is not there would make every build run this anew.
    let _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.join("index.html").is_file() {
        collect(&dist.canonicalize()?, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in files.iter().filter(|file| !is_compressed(file)) {
        let name = file.strip_prefix(dist.canonicalize()?)?;
        let name = name.to_str().ok_or("a name is no text")?.replace('\\', "/");
        writeln!(
            table,
            "File {{ name: {name:?}, plain: {}, gzip: {}, brotli: {} }},",
            bytes(file),
            compressed(file, "gz"),
            compressed(file, "br"),
        )?;
    }
    table.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("dashboard.rs"), table)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn is_compressed(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "gz" || ending == "br")
}

fn compressed(file: &Path, ending: &str) -> String {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    let path = PathBuf::from(name);
    if path.is_file() { format!("Some({})", bytes(&path)) } else { "None".to_owned() }
}

fn bytes(file: &Path) -> String {
    format!("include_bytes!({file:?})")
}
