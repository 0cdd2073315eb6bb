//! Budget checks: at which blocks of a region they stand.
//!
//! A region must stop at exactly the instruction at which the budget ends. It does so by leaving in time: at
//! a checked block it goes on only if the budget lasts for the longest way to the next check. Every cycle
//! has a check, so has every block that a return may arrive at; a block in between needs none.

use super::region::{Edge, Region};

/// The longest way between two checks, in instructions. A larger one means fewer checks; a budget smaller
/// than it is interpreted.
const MAX_UNCHECKED: u32 = 48;

/// Sets [`Block::checked`](super::region::Block::checked) for every block.
pub fn place(region: &mut Region) {
    let (order, back_targets) = depth_first(region);
    let mut checked = vec![false; region.blocks.len()];
    checked[0] = true;
    for &block in back_targets.iter().chain(&region.return_sites) {
        checked[block] = true;
    }
    // Children come before parents, but for the edges that close a cycle, and those end at checks.
    let mut longest = vec![0; region.blocks.len()];
    for &block in &order {
        let cost = region.blocks[block].cost();
        let children = || {
            region.blocks[block].end.edges().filter_map(|edge| match edge {
                Edge::Block(child) => Some(child),
                Edge::Leave(_) => None,
            })
        };
        let ahead = children().filter(|&child| !checked[child]).map(|child| longest[child]).max().unwrap_or(0);
        if cost + ahead > MAX_UNCHECKED {
            children().for_each(|child| checked[child] = true);
            longest[block] = cost;
        } else {
            longest[block] = cost + ahead;
        }
    }
    for (block, (&checked, &longest)) in region.blocks.iter_mut().zip(checked.iter().zip(&longest)) {
        block.checked = checked.then_some(longest);
    }
}

/// The blocks in the order in which a depth-first walk leaves them, and those that a cycle closes at.
fn depth_first(region: &Region) -> (Vec<usize>, Vec<usize>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Left,
    }
    let children = |block: usize| -> Vec<usize> {
        region.blocks[block]
            .end
            .edges()
            .filter_map(|edge| if let Edge::Block(child) = edge { Some(child) } else { None })
            .collect()
    };
    let mut marks = vec![Mark::New; region.blocks.len()];
    let (mut order, mut back_targets) = (Vec::new(), Vec::new());
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
                Some(child) if marks[child] == Mark::Open => back_targets.push(child),
                Some(_) => {}
                None => {
                    marks[*block] = Mark::Left;
                    order.push(*block);
                    path.pop();
                }
            }
        }
    }
    (order, back_targets)
}
