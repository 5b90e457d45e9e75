use std::io::Error;

use rayon::prelude::*;

struct Page;

fn read(_: Page) -> Result<usize, Error> {
    Ok(1)
}

fn main() {
    let page = Page;
    let n = (0..3).into_par_iter().find_map_first(|_| read(page).ok());
    println!("{n:?}");
}
