//! Budget checks: at which blocks of a region they stand.
//!
//! A region must stop at exactly the instruction at which the budget ends. It does so by leaving in time: at
//! a checked block it goes on only if the budget lasts for the longest way to the next check, and pays for that way. Every cycle
//! has a check, so has every block that a return may arrive at; a block in between needs none. Where the way turns out to be shorter,
//! what was paid too much is given back. So has every block that an innermost loop is left for, so that each turn of that pays for itself
//! and no more: a loop with one way has a single subtraction, whose borrow is the check.

use std::collections::BTreeSet;

use super::region::Region;

/// The longest way between two checks, in instructions. A larger one means fewer checks; a budget smaller
/// than it is interpreted.
const MAX_UNCHECKED: u32 = 48;

/// Sets [`Block::checked`](super::region::Block::checked) and [`Block::longest`](super::region::Block::longest) for every block.
pub fn place(region: &mut Region) {
    let (order, back_edges) = depth_first(region);
    let mut checked = vec![false; region.blocks.len()];
    checked[0] = true;
    for &block in back_edges.iter().map(|(_, head)| head).chain(&region.return_sites) {
        checked[block] = true;
    }
    for block in ways_out_of_innermost_loops(region, &back_edges) {
        checked[block] = true;
    }
    // Children come before parents, but for the edges that close a cycle, and those end at checks.
    let mut longest = vec![0; region.blocks.len()];
    for &block in &order {
        let cost = region.blocks[block].cost();
        let children = || region.blocks[block].children();
        let ahead = children().filter(|&child| !checked[child]).map(|child| longest[child]).max().unwrap_or(0);
        if cost + ahead > MAX_UNCHECKED {
            children().for_each(|child| checked[child] = true);
            longest[block] = cost;
        } else {
            longest[block] = cost + ahead;
        }
    }
    for (block, (&checked, &longest)) in region.blocks.iter_mut().zip(checked.iter().zip(&longest)) {
        (block.checked, block.longest) = (checked, longest);
    }
}

/// The blocks that loops without another loop in them lead to, themselves apart. `back_edges` are those that close a cycle.
fn ways_out_of_innermost_loops(region: &Region, back_edges: &[(usize, usize)]) -> BTreeSet<usize> {
    let mut parents = vec![Vec::new(); region.blocks.len()];
    for block in 0..region.blocks.len() {
        region.blocks[block].children().for_each(|child| parents[child].push(block));
    }
    let heads: BTreeSet<usize> = back_edges.iter().map(|&(_, head)| head).collect();
    let mut ways_out = BTreeSet::new();
    for &head in &heads {
        // All from which the head is reached without leaving the loop: by way of its last blocks.
        let mut body = BTreeSet::from([head]);
        let mut rest: Vec<usize> =
            back_edges.iter().filter(|&&(_, target)| target == head).map(|&(last, _)| last).collect();
        while let Some(block) = rest.pop() {
            if body.insert(block) {
                rest.extend(&parents[block]);
            }
        }
        if heads.iter().filter(|&head| body.contains(head)).count() == 1 {
            let leads_to = body.iter().flat_map(|&block| region.blocks[block].children());
            ways_out.extend(leads_to.filter(|child| !body.contains(child)));
        }
    }
    ways_out
}

/// The blocks in the order in which a depth-first walk leaves them, and the edges that close a cycle.
fn depth_first(region: &Region) -> (Vec<usize>, Vec<(usize, usize)>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Left,
    }
    let children = |block: usize| -> Vec<usize> { region.blocks[block].children().collect() };
    let mut marks = vec![Mark::New; region.blocks.len()];
    let (mut order, mut back_edges) = (Vec::new(), Vec::new());
    // Return sites are reached by returns, which have no known edge.
    for root in std::iter::once(0).chain(region.return_sites.iter().copied()) {
        if marks[root] != Mark::New {
            continue;
        }
        marks[root] = Mark::Open;
        let mut path = vec![(root, children(root))];
        while let Some((block, rest)) = path.last_mut() {
            match rest.pop() {
                Some(child) if marks[child] == Mark::New => {
                    marks[child] = Mark::Open;
                    path.push((child, children(child)));
                }
                Some(child) if marks[child] == Mark::Open => back_edges.push((*block, child)),
                Some(_) => {}
                None => {
                    marks[*block] = Mark::Left;
                    order.push(*block);
                    path.pop();
                }
            }
        }
    }
    (order, back_edges)
}
