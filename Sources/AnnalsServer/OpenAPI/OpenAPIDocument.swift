import Annals
struct OpenAPIDocument { let configuration: HistoryRoutesConfiguration; var json: JSONObject { [:] } }
