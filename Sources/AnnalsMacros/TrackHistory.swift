@_exported public import Annals

/// Tracks a function: each call is recorded, with who did it, what it was done to, and the state before and after.
///
/// ```swift
/// struct Prompts {
///   let history: HistoryService
///
///   @TrackHistory("PROMPT", state: "find")
///   func delete(id: String, user: String) async throws { … }
/// }
/// ```
///
/// The body becomes the closure of `history.track(…) { … }`, and that returns or throws what the body does, typed errors included. Functions
/// of every kind can be tracked: `async` or not, throwing or not, of structs, classes, actors and extensions, `static`, free and local ones.
/// Initializers and accessors cannot; neither can what a closure cannot hold, such as a result that is not copyable.
///
/// What is not said is read from the function's signature. Where that does not tell, the function does not compile, and the error offers what
/// to write.
///
/// - Parameters:
///   - resourceType: The resource's type as one literal, in any case: 1 to 64 characters without `#`.
///   - kind: What is done. Else the first word of the function's name tells:
///     create, add, insert, make, register, new; update, set, edit, rename, change, modify, patch, replace, move;
///     delete, remove, destroy, erase, drop; get, fetch, find, list, load, lookup, query, read, retrieve, search, show.
///   - id: The parameter that is the resource's id, by its name in the function or for its callers, or a path from one: `"prompt.id"`.
///     `"$0"` is the returned value, for what is created: `"$0.id"`. `"self.id"` is the instance's own. Else the first parameter is the id, if
///     its type is a text, a whole number, a `UUID`, one whose name ends in `ID`, or one constrained to have a description. An id's type conforms
///     to `CustomStringConvertible`.
///   - user: The parameter that says who does it, or a path from one. Else a parameter called `user`, `userID`, `userId`, `user_id`, `actor` or
///     `by` that is a text or an id; else the context's user; else `system`.
///   - state: The function that reads the resource's state, by its name: `"load"` is called as `load(id)`, `"find(id:)"` as `find(id: id)`, and
///     so is a closure, or a function of a property: `"table.find(id:)"`. It is called before an update or delete and after a create or update,
///     and is not to be tracked itself. In a function that is not `async` it cannot be either. Else the returned value is the state, if it
///     encodes as an object.
///   - history: An expression for the service that records. Else `history`, as the function sees it: a property, a parameter or a global. A
///     `static` one is not seen from an instance: `"Self.history"`.
@attached(body)
public macro TrackHistory(
  _ resourceType: String, _ kind: OperationKind? = nil, id: String? = nil, user: String? = nil, state: String? = nil,
  history: String? = nil
) = #externalMacro(module: "AnnalsMacrosPlugin", type: "TrackHistoryMacro")
