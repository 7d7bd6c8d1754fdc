/// What one may do with history.
public enum Permission: String, Hashable, Sendable, CaseIterable {
  /// Add records.
  case record
  /// See records, states and statistics.
  case read
  /// Take history out whole.
  case export
  /// See who looked at history, and what was done to it.
  case seeAccess = "see_access"
  /// Remove old history.
  case cleanup
  /// Put data back.
  case restore
  /// Acknowledge alerts and mute their rules.
  case handleAlerts = "handle_alerts"
  /// Make, rotate and revoke keys.
  case manageKeys = "manage_keys"
  /// See how the server does: its metrics, which hold no history.
  case seeMetrics = "see_metrics"
}

/// A named set of permissions, as it is given to people and services.
public enum Role: String, Hashable, Sendable, CaseIterable {
  /// A service that only adds records.
  case writer
  /// Someone who looks things up.
  case reader
  /// A reader who may take history out and see who looked.
  case auditor
  /// A reader who may clean up, restore and handle alerts.
  case `operator`
  /// Who gives access to others, and may do all that there is.
  case admin
  /// What watches the server: it sees the metrics, and no history.
  case monitor

  /// What the role allows.
  public var permissions: Set<Permission> {
    switch self {
    case .writer: [.record]
    case .reader: [.read]
    case .auditor: [.read, .export, .seeAccess]
    case .operator: [.read, .cleanup, .restore, .handleAlerts, .seeMetrics]
    case .admin: Set(Permission.allCases)
    case .monitor: [.seeMetrics]
    }
  }
}
