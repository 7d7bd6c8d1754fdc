import Logging
import Metrics
import ServiceContextModule
import ServiceLifecycle
import DequeModule
import Crypto
import CZlib
