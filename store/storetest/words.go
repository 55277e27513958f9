package storetest

import "github.com/souspli/souspli/dispatch"

func firstNames() []string {
	return []string{
		"Rosalie", "Marc", "Zoé", "Émile", "Li", "Fatima", "Jean-Guy", "Noémie", "Wassim", "Élise", "Thomas", "Anh",
		"Béatrice", "Samuel", "Maëlle", "Olivier", "Chantal", "Réjean", "Naomi", "Youssef", "Margaret", "Kevin", "Lucía", "Ibrahim",
	}
}

func lastNames() []string {
	return []string{
		"Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie", "Fortin", "Gagné", "Ouellet", "Pelletier",
		"Bélanger", "Lévesque", "Bergeron", "Nguyen", "Leblanc", "Paquette", "Girard", "Simard", "Boucher", "Caron", "Beaulieu",
		"Cloutier", "Dubé", "Poirier", "Fournier", "Lapointe", "Leclerc", "Lefebvre", "Poulin", "Thibault", "Saint-Pierre", "Nadeau",
	}
}

func towns() []string {
	return []string{
		"Beaubien", "Jean-Talon", "Rosemont", "Sainte-Foy", "Limoilou", "Chicoutimi", "Rimouski", "Gatineau", "Hull", "Laval",
		"Longueuil", "Sherbrooke", "Trois-Rivières", "Lévis", "Saguenay", "Val-d'Or",
	}
}

// house is a kind of place that a clinic writes to, and how it is reached.
type house struct {
	name     string
	facility dispatch.Facility
	class    dispatch.Class
	channel  dispatch.ChannelKind
}

func houses() []house {
	return []house{
		{"Pharmacie", dispatch.Pharmacy, dispatch.ExternalPartner, dispatch.CloudFax},
		{"Clinique", dispatch.Clinic, dispatch.ExternalPartner, dispatch.EmailEncrypted},
		{"Hôpital", dispatch.Hospital, dispatch.Internal, dispatch.CloudFax},
		{"CLSC", dispatch.Clinic, dispatch.Internal, dispatch.EmailEncrypted},
		{"Laboratoire", dispatch.Laboratory, dispatch.ExternalPartner, dispatch.CloudFax},
		{"Cabinet", dispatch.OtherPlace, dispatch.ThirdParty, dispatch.EmailEncrypted},
		{"", "", dispatch.Patient, dispatch.Portal},
	}
}

// paper is a kind of document, under the name that its files have.
type paper struct {
	name string
	kind dispatch.DocumentKind
}

func papers() []paper {
	return []paper{
		{"Ordonnance", dispatch.Prescription},
		{"Requête", dispatch.Requisition},
		{"Rapport de consultation", dispatch.ConsultReport},
		{"Résultat", dispatch.LabResult},
		{"Résumé de congé", dispatch.DischargeSummary},
		{"Demande de consultation", dispatch.ConsultRequest},
	}
}
